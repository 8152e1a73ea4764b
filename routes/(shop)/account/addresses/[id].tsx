import { page } from "fresh";
import { AddressFields } from "../../../../components/address_fields.tsx";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { Field } from "../../../../components/field.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { Access } from "../../../../edge/access.ts";
import type { State } from "../../../../edge/state.ts";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import {
  ADDRESS,
  addressLabels,
  type AddressValues,
  isSame,
  readAddressForm,
  typedValues,
  valuesOf,
} from "../(_account)/address_form.ts";
import { donePath } from "../(_account)/done.ts";
import { readAddress } from "../(_account)/read_address.ts";

export const access: Access = "account";

const PATH = "/account/addresses";
const NEW = "new";
const WORDS = { [ErrorCode.WRONG_STATE]: "Your address book is full. Delete an address first." };

interface Data {
  /** Of the address; "new" for one that is not saved yet. */
  id: string;
  values: AddressValues;
  problem?: FormProblem;
}

/** An address to be changed, or a new one. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    const { id = NEW } = ctx.params;
    const values = id === NEW ? typedValues() : valuesOf(await readAddress(ctx.state, id));
    return page({ id, values });
  },
  async POST(ctx) {
    const { id = NEW } = ctx.params;
    if (id !== NEW) await readAddress(ctx.state, id);
    const form = await readForm(ctx.req);
    const values = typedValues(form);
    if (form.get("intent") === "update") return page({ id, values });
    const problem = await save(ctx.state, id, form);
    if (!problem) return ctx.redirect(donePath(PATH, "address"), 303);
    return page({ id, values, problem }, { status: problem.status });
  },
});

/** Saves an address; returns why not, if it was not. */
async function save({ clients }: State, id: string, form: FormData): Promise<FormProblem | undefined> {
  const read = readAddressForm(form);
  if ("errors" in read) return { status: 422, errors: read.errors };
  const { address } = read;
  try {
    const known = id === NEW ? (await clients.account.listAddresses({})).addresses : [];
    const same = known.find((saved) => isSame(saved, address));
    await clients.account.saveAddress({ address: { ...address, id: same?.id ?? (id === NEW ? "" : id) } });
  } catch (error) {
    return formProblem(error, addressLabels(address.countryCode ?? ""), WORDS);
  }
}

export default define.page<typeof handler>(({ data: { id, values, problem }, url }) => {
  const { fields, defaultShipping, defaultBilling } = values;
  const labels = addressLabels(fields[`${ADDRESS}.country_code`] ?? "");
  const errors = problem?.errors ?? {};
  const phone = `${ADDRESS}.phone`;
  return (
    <AccountPage title={id === NEW ? "Add an address" : "Edit the address"} url={url} problem={problem} labels={labels}>
      <Panel>
        <form method="post" action={`${PATH}/${id}`} class="grid max-w-2xl grid-cols-2 gap-x-4 gap-y-4 sm:gap-x-5">
          {/* First, so that it is what the Enter key presses. */}
          <button type="submit" tabIndex={-1} class="sr-only">Save</button>
          <AddressFields path={ADDRESS} values={fields} errors={errors} update="Show the form for this country" />
          <Field
            name={phone}
            label={labels[phone] ?? ""}
            type="tel"
            value={fields[phone]}
            error={errors[phone]}
            hint="For the carrier. With country code, such as +44 20 7123 4567."
            autocomplete="tel"
            maxLength={30}
            class="col-span-2"
          />
          <Choice name="default_shipping" text="Send parcels here by default" chosen={defaultShipping} />
          <Choice name="default_billing" text="Send bills here by default" chosen={defaultBilling} />
          <div class="col-span-2 flex flex-wrap gap-3">
            <Button>Save</Button>
            <LinkButton href={PATH} look="quiet">Cancel</LinkButton>
          </div>
        </form>
      </Panel>
    </AccountPage>
  );
});

function Choice({ name, text, chosen }: { name: string; text: string; chosen: boolean }) {
  return (
    <label class="col-span-2 flex min-h-11 items-center gap-3">
      <input type="checkbox" name={name} defaultChecked={chosen} class="size-5 shrink-0 accent-accent" />
      {text}
    </label>
  );
}

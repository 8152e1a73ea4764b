import { page } from "fresh";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { TextArea } from "../../../components/text_area.tsx";
import type { Access } from "../../../edge/access.ts";
import type { Account } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { define } from "../../../utils.ts";
import { type FormProblem, formProblem } from "../../(_shared)/form_problem.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { readPhone } from "../../(_shared)/read_phone.ts";
import { AccountPage, Section, TextLink } from "./(_account)/account_page.tsx";
import { donePath } from "./(_account)/done.ts";

export const access: Access = "account";

const PATH = "/account/profile";
const LABELS = { display_name: "Name", phone: "Phone", bio: "About you" };

interface Data {
  account: Account;
  /** What was typed. */
  typed: Pick<Account, "displayName" | "phone" | "bio">;
  problem?: FormProblem;
}

export const handler = define.handlers<Data>({
  async GET(ctx) {
    const account = (await ctx.state.clients.account.getAccount({})).account!;
    return page({ account, typed: account });
  },
  async POST(ctx) {
    const { clients } = ctx.state;
    const form = await readForm(ctx.req);
    const text = (name: keyof typeof LABELS) => String(form.get(name) ?? "").trim();
    const typed = { displayName: text("display_name"), phone: text("phone"), bio: text("bio") };
    try {
      await clients.account.updateProfile({ ...typed, phone: readPhone(typed.phone) });
      return ctx.redirect(donePath(PATH, "profile"), 303);
    } catch (error) {
      const problem = formProblem(error, LABELS);
      const account = (await clients.account.getAccount({})).account!;
      return page({ account, typed, problem }, { status: problem.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { account, typed, problem }, url }) => {
  const errors = problem?.errors ?? {};
  return (
    <AccountPage title="Your profile" url={url} problem={problem} labels={LABELS}>
      <Section id="about" title="About you">
        <form method="post" action={PATH} class="grid w-full max-w-xl gap-4">
          <Field
            name="display_name"
            label={LABELS.display_name}
            value={typed.displayName}
            error={errors.display_name}
            autocomplete="name"
            required
            maxLength={100}
          />
          <Field
            name="phone"
            label={LABELS.phone}
            type="tel"
            value={typed.phone}
            error={errors.phone}
            hint="With country code, such as +44 20 7123 4567."
            autocomplete="tel"
            maxLength={30}
          />
          <TextArea name="bio" label={LABELS.bio} value={typed.bio} error={errors.bio} maxLength={500} />
          <div>
            <Button>Save</Button>
          </div>
        </form>
      </Section>
      <Section id="email-address" title="Email address">
        <p class="wrap-anywhere">
          {account.email}
          {!account.emailVerified && <span class="text-ink-soft">{` (not confirmed yet)`}</span>}
        </p>
        {account.pendingEmail && (
          <p class="text-ink-soft wrap-anywhere">
            {account.pendingEmail} takes its place once the link that we sent there is opened.
          </p>
        )}
        <TextLink href="/account/email">Change it</TextLink>
      </Section>
    </AccountPage>
  );
});

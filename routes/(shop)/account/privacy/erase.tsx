import { page } from "fresh";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { Field } from "../../../../components/field.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { Access } from "../../../../edge/access.ts";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import { needRecentSignIn } from "../(_account)/recent_sign_in.ts";

export const access: Access = "account";

/** What is typed to show that it is meant. */
const WORD = "ERASE";
const LABELS = { confirmation: `Type ${WORD}` };
const WORDS = {
  [ErrorCode.WRONG_STATE]: "You work for the shop. Ask an administrator to take your roles first.",
};

interface Data {
  problem?: FormProblem;
}

/** Erases the account, when that is meant. */
export const handler = define.handlers<Data>({
  GET(ctx) {
    needRecentSignIn(ctx.state);
    return page({});
  },
  async POST(ctx) {
    const { clients, device, session } = ctx.state;
    const typed = String((await readForm(ctx.req)).get("confirmation") ?? "").trim();
    if (typed.toUpperCase() !== WORD) {
      const problem = { status: 422, errors: { confirmation: `Type the word ${WORD} to erase your account.` } };
      return page({ problem }, { status: problem.status });
    }
    try {
      await clients.account.eraseAccount({ device });
    } catch (error) {
      const problem = formProblem(error, LABELS, WORDS);
      return page({ problem }, { status: problem.status });
    }
    session.end();
    return ctx.redirect("/erased", 303);
  },
});

export default define.page<typeof handler>(({ data: { problem }, url }) => (
  <AccountPage title="Erase your account" url={url} problem={problem} labels={LABELS}>
    <Panel class="max-w-2xl">
      <h2 class="text-heading">What we forget</h2>
      <p class="mt-2 text-ink-soft">
        Your email address, name, phone, addresses, password, passkeys, devices, cart and wishes. You are signed out
        everywhere at once. An order that is still on its way is forgotten when it has arrived: the parcel needs your
        address.
      </p>
      <h2 class="mt-6 text-heading">What we keep, and why</h2>
      <p class="mt-2 text-ink-soft">
        What was bought, when, and what was paid, because the law wants books kept; without your name, address or email.
        The log of who did what keeps that there was an account, not whose it was.
      </p>
      <form method="post" action="/account/privacy/erase" class="mt-6 grid gap-4">
        <Field
          name="confirmation"
          label={LABELS.confirmation}
          error={problem?.errors.confirmation}
          hint="This cannot be undone."
          autocomplete="off"
          required
          maxLength={20}
        />
        <div class="flex flex-wrap gap-3">
          <Button>Erase my account</Button>
          <LinkButton href="/account/privacy" look="quiet">Keep it</LinkButton>
        </div>
      </form>
    </Panel>
  </AccountPage>
));

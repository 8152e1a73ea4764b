import { page } from "fresh";
import type { Access } from "../../../../edge/access.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { ownPath } from "../../../(_shared)/own_path.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { FACTOR_LABELS, readFactor, SecondFactorForms } from "../../../(_shared)/second_factor_forms.tsx";
import { FormPage, WayOut } from "../../(_identity)/form_page.tsx";
import { readSecondFactor, type WaitingSignIn } from "../../(_identity)/second_factor.ts";
import { enterWith } from "../../(_identity)/sign_in.ts";
import { dropTicket } from "../../(_identity)/ticket_cookie.ts";

export const access: Access = "anyone";

interface Data {
  waiting: WaitingSignIn;
  next: string | undefined;
  problem?: FormProblem;
}

const WORDS = {
  [ErrorCode.SIGN_IN_REFUSED]: "That is not right, or was used before. Wait for the next code, then try again.",
};
const EXPIRED = "/sign-in?notice=expired";

export const handler = define.handlers<Data>({
  GET(ctx) {
    const waiting = readSecondFactor(ctx.req, ctx.state);
    const next = ownPath(ctx.url.searchParams.get("next"));
    return waiting ? page({ waiting, next }) : ctx.redirect("/sign-in");
  },
  async POST(ctx) {
    const { req, state } = ctx;
    const form = await readForm(req);
    const next = ownPath(form.get("next"));
    const waiting = readSecondFactor(req, state);
    if (!waiting) return ctx.redirect(EXPIRED, 303);
    try {
      const { ticket } = waiting;
      const { session } = await state.clients.identity.completeSignIn({
        ticket,
        factor: readFactor(form),
        device: state.device,
      });
      return dropTicket(await enterWith(state, session, next), "second-factor", state);
    } catch (error) {
      if (error instanceof ShopError && error.code === ErrorCode.LINK_EXPIRED) {
        return dropTicket(ctx.redirect(EXPIRED, 303), "second-factor", state);
      }
      const problem = formProblem(error, FACTOR_LABELS, WORDS);
      return page<Data>({ waiting, next, problem }, { status: problem.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { waiting, next, problem } }) => (
  <FormPage title="One more step" intro={<p>Show that it is you.</p>} labels={FACTOR_LABELS} problem={problem}>
    <SecondFactorForms
      action="/sign-in/second-factor"
      begin="/sign-in/second-factor/passkey"
      next={next}
      totp={waiting.totp}
      passkey={waiting.passkey}
      problem={problem}
    />
    <p>
      <WayOut href="/sign-in">Start again</WayOut>
    </p>
  </FormPage>
));

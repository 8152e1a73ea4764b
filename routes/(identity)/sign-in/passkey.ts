import type { Access } from "../../../edge/access.ts";
import { define } from "../../../utils.ts";
import { formProblem } from "../../(_shared)/form_problem.ts";
import { keepTicket } from "../(_identity)/ticket_cookie.ts";

export const access: Access = "anyone";

/** Begins a sign-in with a passkey alone: what the browser needs for it, as JSON. */
export const handler = define.handlers({
  async POST({ state }) {
    try {
      const { ticket, optionsJson } = await state.clients.identity.beginPasskeySignIn({});
      return keepTicket(Response.json(JSON.parse(optionsJson)), "passkey", ticket, state);
    } catch (error) {
      const { status, message } = formProblem(error, {});
      return Response.json({ message }, { status });
    }
  },
});

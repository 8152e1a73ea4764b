import type { Access } from "../../../../edge/access.ts";
import { define } from "../../../../utils.ts";
import { formProblem } from "../../../(_shared)/form_problem.ts";
import { readSecondFactor } from "../../(_identity)/second_factor.ts";
import { ErrorCode } from "../../../../services/kit/errors.ts";

export const access: Access = "anyone";

const WORDS = { [ErrorCode.LINK_EXPIRED]: "That took too long. Sign in again." };

/** Begins to use a passkey as the second factor: what the browser needs for it, as JSON. */
export const handler = define.handlers({
  async POST({ req, state }) {
    try {
      const ticket = readSecondFactor(req, state)?.ticket ?? "none";
      const { optionsJson } = await state.clients.identity.beginSecondFactor({ ticket });
      return Response.json(JSON.parse(optionsJson));
    } catch (error) {
      const { status, message } = formProblem(error, {}, WORDS);
      return Response.json({ message }, { status });
    }
  },
});

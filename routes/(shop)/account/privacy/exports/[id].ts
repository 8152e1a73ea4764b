import type { Access } from "../../../../../edge/access.ts";
import { ErrorCode, ShopError } from "../../../../../services/kit/errors.ts";
import { define } from "../../../../../utils.ts";
import { found } from "../../../../(_shared)/found.ts";

export const access: Access = "account";

/** A file with all of a customer's data, to be kept on their device. */
export const handler = define.handlers({
  async GET(ctx) {
    try {
      const { content } = await found(ctx.state.clients.account.getExport({ id: ctx.params.id ?? "" }));
      return new Response(new Uint8Array(content), {
        headers: {
          "content-type": "application/json; charset=utf-8",
          "content-disposition": 'attachment; filename="shopflow-data.json"',
        },
      });
    } catch (error) {
      const isEarly = error instanceof ShopError && error.code === ErrorCode.WRONG_STATE;
      if (!isEarly) throw error;
      return ctx.redirect("/account/privacy", 303);
    }
  },
});

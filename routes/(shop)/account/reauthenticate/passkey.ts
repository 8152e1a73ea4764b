import type { Access } from "../../../../edge/access.ts";
import { define } from "../../../../utils.ts";

export const access: Access = "account";

/** What a browser needs to show a passkey, for its script. */
export const handler = define.handlers({
  async POST(ctx) {
    const { optionsJson } = await ctx.state.clients.account.beginReauthentication({});
    return new Response(optionsJson, { headers: { "content-type": "application/json" } });
  },
});

import type { Access } from "../../edge/access.ts";
import { define } from "../../utils.ts";

export const access: Access = "anyone";

/** Signs the browser out. A link cannot do that: somebody else's page could hold one. */
export const handler = define.handlers({
  GET: (ctx) => ctx.redirect("/"),
  async POST(ctx) {
    const { clients, session } = ctx.state;
    const { refreshToken } = session;
    // The browser forgets the session also when nobody can be told of it now; left alone, the session ends by itself.
    session.end();
    if (refreshToken !== undefined) await clients.identity.signOut({ refreshToken });
    return ctx.redirect("/sign-in?notice=signed_out", 303);
  },
});

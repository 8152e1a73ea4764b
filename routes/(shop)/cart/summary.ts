import { define } from "../../../utils.ts";
import { PRIVATE } from "../../(_shared)/cache.ts";

export const access = "anyone";

/** How much is in the visitor's cart, for the sign at the top of pages. */
export const handler = define.handlers({
  async GET(ctx) {
    const { clients, guest } = ctx.state;
    const cart = guest.id === undefined ? undefined : (await clients.cart.getCart({ guestId: guest.id })).cart;
    return Response.json({ itemCount: cart?.itemCount ?? 0 }, { headers: PRIVATE });
  },
});

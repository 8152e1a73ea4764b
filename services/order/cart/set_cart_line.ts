import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SetCartLineRequest, SetCartLineResponseSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { Database } from "../../kit/database.ts";
import { cartMessage } from "./cart_message.ts";
import { changeCart } from "./change_cart.ts";
import { type CartRow, openCartOf } from "./read_cart.ts";

/**
 * Sets the quantity of a line, making it if need be; zero removes it. Removing what is not there is no error.
 *
 * Fails with NOT_FOUND, INVALID_ARGUMENT beyond the limit of lines, or WRONG_STATE when it is not sold in the cart's currency.
 */
export async function setCartLine(
  database: Database,
  { guestId, sku, quantity }: SetCartLineRequest,
): Promise<MessageInitShape<typeof SetCartLineResponseSchema>> {
  const changed = quantity === 0
    ? database<CartRow[]>`select * from remove_from_cart(${guestId}, ${sku})`
    : database<CartRow[]>`select * from put_in_cart(${guestId}, ${sku}, ${quantity}, false)`;
  return { cart: cartMessage(openCartOf(await changeCart(changed, sku))) };
}

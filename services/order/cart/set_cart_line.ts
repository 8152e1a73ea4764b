import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SetCartLineRequest, SetCartLineResponseSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { cartMessage } from "./cart_message.ts";
import { findVariant } from "./find_variant.ts";
import { checkLineCount } from "./limits.ts";
import { lockCart, openCart } from "./open_cart.ts";
import { readCart } from "./read_cart.ts";

/**
 * Sets the quantity of a line, making it if need be; zero removes it. Removing what is not there is no error.
 *
 * Fails with NOT_FOUND, or INVALID_ARGUMENT beyond the limit of lines.
 */
export async function setCartLine(
  database: Database,
  request: SetCartLineRequest,
): Promise<MessageInitShape<typeof SetCartLineResponseSchema>> {
  const cart = await transaction(database, async (tx) => {
    await (request.quantity === 0 ? removeLine(tx, request) : setLine(tx, request));
    const cart = await readCart(tx, request.guestId);
    checkLineCount(cart);
    return cart;
  });
  return { cart: cartMessage(cart) };
}

async function removeLine(tx: Query, { guestId, sku }: SetCartLineRequest): Promise<void> {
  const cartId = await lockCart(tx, guestId);
  if (cartId === undefined) return;
  await tx`
    delete from cart_lines where cart_id = ${cartId} and variant_id = (select id from variants where sku = ${sku})`;
}

async function setLine(tx: Query, { guestId, sku, quantity }: SetCartLineRequest): Promise<void> {
  const variant = await findVariant(tx, sku);
  const cartId = await openCart(tx, guestId);
  await tx`
    insert into cart_lines (cart_id, variant_id, quantity, added_price)
    values (${cartId}, ${variant.id}, ${quantity}, ${variant.price})
    on conflict (cart_id, variant_id) do update set quantity = excluded.quantity`;
}

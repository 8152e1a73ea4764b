import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AddToCartRequest, AddToCartResponseSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { cartMessage } from "./cart_message.ts";
import { findVariant, type PricedVariant } from "./find_variant.ts";
import { checkLineCount, MAX_LINE_UNITS, tooManyUnits } from "./limits.ts";
import { openCart } from "./open_cart.ts";
import { readCart } from "./read_cart.ts";

/**
 * Adds units of a variant, once for each key, and makes the cart if need be. More than is in stock may be added: the cart
 * shows what is available, and the order refuses.
 *
 * Fails with NOT_FOUND, INVALID_ARGUMENT beyond a limit, or IDEMPOTENCY_KEY_REUSED when the key added something else.
 */
export async function addToCart(
  database: Database,
  request: AddToCartRequest,
): Promise<MessageInitShape<typeof AddToCartResponseSchema>> {
  const cart = await transaction(database, async (tx) => {
    const [isNew, variant] = await Promise.all([claimAddition(tx, request), findVariant(tx, request.sku)]);
    if (!isNew) return readCart(tx, request.guestId);
    const cartId = await openCart(tx, request.guestId);
    await addUnits(tx, cartId, variant, request);
    const cart = await readCart(tx, request.guestId);
    checkLineCount(cart);
    return cart;
  });
  return { cart: cartMessage(cart) };
}

/** Takes the key; false when the same request took it before. Waits while another transaction holds it. */
async function claimAddition(tx: Query, request: AddToCartRequest): Promise<boolean> {
  const { guestId, idempotencyKey, sku, quantity } = request;
  const claimed = await tx`
    insert into cart_additions (guest_id, key, sku, quantity) values (${guestId}, ${idempotencyKey}, ${sku}, ${quantity})
    on conflict do nothing returning 1`;
  if (claimed.length > 0) return true;
  const [before] = await tx<{ sku: string; quantity: number }[]>`
    select sku, quantity from cart_additions where guest_id = ${guestId} and key = ${idempotencyKey}`;
  if (before?.sku === sku && before.quantity === quantity) return false;
  throw new ShopError(ErrorCode.IDEMPOTENCY_KEY_REUSED, "Cannot add to cart: the key was used for another request");
}

/** Adds to the line, or makes it. The price to remember is that of the latest time, which the shopper saw. */
async function addUnits(tx: Query, cartId: bigint, variant: PricedVariant, request: AddToCartRequest): Promise<void> {
  const added = await tx`
    insert into cart_lines (cart_id, variant_id, quantity, added_price)
    values (${cartId}, ${variant.id}, ${request.quantity}, ${variant.price})
    on conflict (cart_id, variant_id) do update
      set quantity = cart_lines.quantity + excluded.quantity, added_price = excluded.added_price
      where cart_lines.quantity + excluded.quantity <= ${MAX_LINE_UNITS}
    returning 1`;
  if (added.length === 0) throw tooManyUnits(request.sku);
}

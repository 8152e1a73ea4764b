import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AddToCartRequest, AddToCartResponseSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { Database } from "../../kit/database.ts";
import { changeCart } from "./change_cart.ts";

/**
 * Adds units of a variant, once for each key, and makes the cart if need be. More than is in stock may be added: the cart
 * shows what is available, and the order refuses.
 *
 * Fails with NOT_FOUND, INVALID_ARGUMENT beyond a limit, WRONG_STATE when it is not sold in the cart's currency, or
 * IDEMPOTENCY_KEY_REUSED when the key added something else.
 */
export async function addToCart(
  database: Database,
  { guestId, idempotencyKey, sku, quantity }: AddToCartRequest,
): Promise<MessageInitShape<typeof AddToCartResponseSchema>> {
  const added = database<[{ itemCount: number }]>`
    select add_to_cart(${guestId}, ${idempotencyKey}, ${sku}, ${quantity}) as "itemCount"`;
  const [{ itemCount }] = await changeCart(added, sku);
  return { itemCount };
}

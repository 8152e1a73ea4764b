import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MergeCartRequest, MergeCartResponseSchema } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { lockCart, openCart } from "../cart/open_cart.ts";
import { putLines } from "../cart/put_lines.ts";

/**
 * Moves what is in a guest's cart to the account's. Units of the same thing add up, to the most that a line may have; no line is
 * left out for being one too many. What is not sold in the currency of the account's cart stays where it is; a cart with nothing
 * in it takes on the guest's currency.
 *
 * @throws {ShopError} PERMISSION_DENIED when the guest is known as the shopper of another account
 */
export async function mergeCart(
  database: Database,
  { guestId }: MergeCartRequest,
  principal: Principal,
): Promise<MessageInitShape<typeof MergeCartResponseSchema>> {
  const itemCount = await transaction(database, async (tx) => {
    const isToMerge = guestId !== principal.shopperId && await hasCart(tx, guestId, principal);
    if (isToMerge) await merge(tx, guestId, principal.shopperId);
    return await countItems(tx, principal.shopperId);
  });
  return { itemCount };
}

/**
 * Whether a guest has a cart. Who is a guest, and who the shopper of an account, is known by the orders placed as the latter: of
 * those that an account claimed the shopper was a guest.
 */
async function hasCart(tx: Query, guestId: string, { userId }: Principal): Promise<boolean> {
  const [known] = await tx<[{ hasCart: boolean; isForeign: boolean }]>`
    select exists (select from carts where guest_id = ${guestId} and ordered_at is null) as "hasCart",
      exists (
        select from orders
        where guest_id = ${guestId} and customer_id <> ${userId} and claimed_at is null and status <> 'cancelled'
      ) as "isForeign"`;
  if (!known.isForeign) return known.hasCart;
  throw new ShopError(ErrorCode.PERMISSION_DENIED, "Cannot merge the cart: it is another account's");
}

/** Carts are locked in the order of their shoppers, so that of two merges at once one waits and finds the cart empty. */
async function merge(tx: Query, guestId: string, shopperId: string): Promise<void> {
  const guestFirst = guestId.toLowerCase() < shopperId;
  const before = guestFirst ? await lockCart(tx, guestId) : undefined;
  const accounts = await openCart(tx, shopperId);
  const guests = guestFirst ? before : await lockCart(tx, guestId);
  if (guests === undefined) return; // ordered meanwhile
  await tx`
    update carts set price_list = guests.price_list from carts guests
    where carts.id = ${accounts} and guests.id = ${guests} and not exists (select from cart_lines where cart_id = ${accounts})`;
  const moved = await putLines(tx, guests, accounts, null);
  await tx`delete from cart_lines where cart_id = ${guests} and variant_id = any (${moved.map(String)}::bigint[])`;
}

async function countItems(tx: Query, shopperId: string): Promise<number> {
  const [row] = await tx<[{ items: number }]>`
    select coalesce(sum(quantity), 0)::int as items from carts join cart_lines on cart_id = carts.id
    where guest_id = ${shopperId} and ordered_at is null`;
  return row.items;
}

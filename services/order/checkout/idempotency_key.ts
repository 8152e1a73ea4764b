import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Answer } from "./answer.ts";

/** Names one wish of one guest. */
export interface KeyedRequest {
  guestId: string;
  idempotencyKey: string;
}

/** What became of a key before: its answer, or the order that is still being decided. */
export interface UsedKey {
  orderId: bigint;
  answer: Answer | undefined;
}

/** What a request begins with. */
export type Claim =
  /** It is new. `cartId` is the guest's open cart, which is locked; null when there is none. */
  | { isNew: true; cartId: bigint | null }
  /** It was sent before. */
  | { isNew: false; used: UsedKey };

/**
 * Takes a key for the transaction, waiting while another one holds it, and then locks the guest's cart.
 *
 * @throws {ShopError} IDEMPOTENCY_KEY_REUSED when the key belongs to another request
 */
export async function claimKey(
  tx: Query,
  { guestId, idempotencyKey }: KeyedRequest,
  fingerprint: Uint8Array,
): Promise<Claim> {
  const [claimed] = await tx<[{ isNew: boolean; cartId: bigint | null }]>`
    with claimed as materialized (
      insert into idempotency_keys (guest_id, key, fingerprint) values (${guestId}, ${idempotencyKey}, ${fingerprint})
      on conflict do nothing returning guest_id
    ), cart as materialized (
      select id from carts where guest_id = (select guest_id from claimed) and ordered_at is null for update
    )
    select exists (select from claimed) as "isNew", (select id from cart) as "cartId"`;
  const { isNew, cartId } = claimed;
  return isNew ? { isNew, cartId } : { isNew, used: await readKey(tx, { guestId, idempotencyKey }, fingerprint) };
}

async function readKey(
  tx: Query,
  { guestId, idempotencyKey }: KeyedRequest,
  fingerprint: Uint8Array,
): Promise<UsedKey> {
  const [before] = await tx<{ isSame: boolean; orderId: bigint; response: Uint8Array | null; isRefusal: boolean }[]>`
    select fingerprint = ${fingerprint} as "isSame", order_id as "orderId", response, is_refusal as "isRefusal"
    from idempotency_keys where guest_id = ${guestId} and key = ${idempotencyKey}`;
  // Gone in between: freed by an attempt that came to nothing
  if (!before) throw new ShopError(ErrorCode.REQUEST_IN_PROGRESS, "Cannot place order: the key was just freed");
  if (!before.isSame) {
    throw new ShopError(ErrorCode.IDEMPOTENCY_KEY_REUSED, "Cannot place order: the key was used for another request");
  }
  const { orderId, response, isRefusal } = before;
  return { orderId, answer: response === null ? undefined : { bytes: response, isRefusal } };
}

/** Stores the answer for whoever sends the order's key again; the first one stays. */
export async function storeAnswer(tx: Query, orderId: bigint, { bytes, isRefusal }: Answer): Promise<void> {
  await tx`
    update idempotency_keys set response = ${bytes}, is_refusal = ${isRefusal}
    where order_id = ${String(orderId)} and response is null`;
}

/**
 * The answer that was stored for an order's key; undefined until there is one.
 *
 * @throws {ShopError} UNAVAILABLE when the key was freed: nothing was decided, and the request may be made again
 */
export async function readAnswer(query: Query, orderId: bigint): Promise<Answer | undefined> {
  const [row] = await query<{ response: Uint8Array | null; isRefusal: boolean }[]>`
    select response, is_refusal as "isRefusal" from idempotency_keys where order_id = ${String(orderId)}`;
  if (!row) throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot place order: a part of the shop is away");
  return row.response === null ? undefined : { bytes: row.response, isRefusal: row.isRefusal };
}

/** Lets the key of an order that came to nothing be used again. */
export async function freeKey(tx: Query, orderId: bigint): Promise<void> {
  await tx`delete from idempotency_keys where order_id = ${String(orderId)} and response is null`;
}

import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";

/** Names one wish of one guest. */
export interface KeyedRequest {
  guestId: string;
  idempotencyKey: string;
}

/**
 * Takes a key for the transaction, waiting while another one holds it.
 *
 * @returns undefined when the request is new; the stored answer when it was carried out before
 * @throws {ShopError} IDEMPOTENCY_KEY_REUSED when the key belongs to another request
 */
export async function claimKey(
  tx: Query,
  { guestId, idempotencyKey }: KeyedRequest,
  fingerprint: Uint8Array,
): Promise<Uint8Array | undefined> {
  const claimed = await tx`
    insert into idempotency_keys (guest_id, key, fingerprint) values (${guestId}, ${idempotencyKey}, ${fingerprint})
    on conflict do nothing returning 1`;
  if (claimed.length > 0) return undefined;
  const [before] = await tx<{ isSame: boolean; response: Uint8Array }[]>`
    select fingerprint = ${fingerprint} as "isSame", response from idempotency_keys
    where guest_id = ${guestId} and key = ${idempotencyKey}`;
  if (before?.isSame) return before.response;
  throw new ShopError(ErrorCode.IDEMPOTENCY_KEY_REUSED, "Cannot place order: the key was used for another request");
}

/** Stores the answer of the request that took the key, for whoever sends it again. */
export async function storeResponse(
  tx: Query,
  { guestId, idempotencyKey }: KeyedRequest,
  response: Uint8Array,
): Promise<void> {
  await tx`
    update idempotency_keys set response = ${response} where guest_id = ${guestId} and key = ${idempotencyKey}`;
}

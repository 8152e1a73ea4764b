import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import type { Query } from "../kit/database.ts";
import { ErrorCode, ShopError } from "../kit/errors.ts";

/** One wish, however often it is sent. */
export interface KeyedRequest {
  /** Whose key it is: a guest, or a member of staff. */
  principal: string;
  key: string;
  /** What is asked for, such as "AdjustStock". */
  method: string;
  /** Tells the request from others: `requestFingerprint()`. */
  fingerprint: Uint8Array;
}

/**
 * Does the work of a keyed request once, and answers with the stored bytes when the request is sent again. Waits while another
 * transaction is at the same key. Work that fails takes the key with it, so that it may be used again.
 *
 * The key is the first lock: call it before anything else in the transaction is locked.
 *
 * @param work does it within `tx` and returns the answer's bytes
 * @throws {ShopError} IDEMPOTENCY_KEY_REUSED when the key belongs to another request
 */
export async function once(tx: Query, request: KeyedRequest, work: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const { principal, key, method, fingerprint } = request;
  const taken = await tx`
    insert into keyed_requests (principal, key, method, fingerprint, response)
    values (${principal}, ${key}, ${method}, ${fingerprint}, '') on conflict do nothing returning 1`;
  if (taken.length > 0) {
    const response = await work();
    await tx`update keyed_requests set response = ${response} where principal = ${principal} and key = ${key}`;
    return response;
  }
  const [before] = await tx<{ isSame: boolean; response: Uint8Array }[]>`
    select method = ${method} and fingerprint = ${fingerprint} as "isSame", response from keyed_requests
    where principal = ${principal} and key = ${key}`;
  if (before?.isSame) return before.response;
  throw new ShopError(
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
    `Cannot carry out ${method}: the key was used for another request`,
  );
}

/** SHA-256 of a request, without what its contract does not know. Not for requests that hold a card. */
export async function requestFingerprint<S extends DescMessage>(
  schema: S,
  request: MessageShape<S>,
): Promise<Uint8Array> {
  const bytes = toBinary(schema, request, { writeUnknownFields: false });
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

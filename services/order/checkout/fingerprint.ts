import { createHash } from "node:crypto";
import { clone, toBinary } from "@bufbuild/protobuf";
import { type PlaceOrderRequest, PlaceOrderRequestSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { cardDigits } from "../payments/test_cards.ts";

/**
 * SHA-256 of a request, to tell whether a key was used for another one.
 *
 * Of the card it covers expiry and last four digits alone: from the hash of a whole number, and from a hash of its security
 * code, what was hashed can be found by trying.
 */
export function fingerprint(request: PlaceOrderRequest): Uint8Array {
  const kept = clone(PlaceOrderRequestSchema, request);
  if (kept.card) {
    kept.card.number = cardDigits(kept.card.number).slice(-4);
    kept.card.securityCode = "";
  }
  const bytes = toBinary(PlaceOrderRequestSchema, kept, { writeUnknownFields: false });
  return createHash("sha256").update(bytes).digest(); // at once: crypto.subtle takes a hundred times as long for so little
}

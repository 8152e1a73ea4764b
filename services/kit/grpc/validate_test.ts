import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { AddToCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { validate } from "./validate.ts";

/** The fields at fault in a request that is right but for what is given. */
function faults(changes: { guestId?: string; sku?: string; quantity?: number; idempotencyKey?: string }): string[] {
  const right = { guestId: crypto.randomUUID(), sku: "MUG", quantity: 1, idempotencyKey: "some key" };
  try {
    validate(AddToCartRequestSchema, create(AddToCartRequestSchema, { ...right, ...changes }));
    return [];
  } catch (error) {
    assert.ok(error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT);
    return error.details.violations?.map(({ field }) => field) ?? [];
  }
}

Deno.test("validate() accepts what the contract's patterns allow, whatever the script", () => {
  for (const sku of ["MUG", "Ä 🎁", "茶-1", "$^", "é".repeat(64), "🎁".repeat(64)]) {
    assert.deepEqual(faults({ sku }), []);
  }
});

Deno.test("validate() refuses what a pattern forbids, also at the end and on a second line", () => {
  for (const sku of ["a\n", "\nb", "a\nb", "\x7f", "\0", "x".repeat(65)]) {
    assert.deepEqual(faults({ sku }), ["sku"]);
  }
});

Deno.test("validate() names every field at fault", () => {
  assert.deepEqual(faults({ guestId: "me", quantity: 0, idempotencyKey: "key\tkey\tkey" }), [
    "guest_id",
    "quantity",
    "idempotency_key",
  ]);
});

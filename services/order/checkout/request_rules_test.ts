import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { AddToCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { PlaceOrderRequestSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { GetOrderRequestSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { validate } from "../../kit/grpc/validate.ts";
import { failsWith } from "../testing/fails_with.ts";
import { orderRequest } from "../testing/shopper.ts";

const guestId = crypto.randomUUID();
const idempotencyKey = crypto.randomUUID();

Deno.test("requests with characters that no database stores are refused by their rules", () => {
  const add = { guestId, idempotencyKey, sku: "MUG É/1", quantity: 1 };
  validate(AddToCartRequestSchema, create(AddToCartRequestSchema, add));
  validate(PlaceOrderRequestSchema, orderRequest(guestId, 1n));
  validate(GetOrderRequestSchema, create(GetOrderRequestSchema, { guestId, number: "SF-7K3QX9M2" }));
  assert.throws(
    () => validate(AddToCartRequestSchema, create(AddToCartRequestSchema, { ...add, sku: "MUG\0" })),
    failsWith(ErrorCode.INVALID_ARGUMENT, "sku"),
  );
  assert.throws(
    () => validate(PlaceOrderRequestSchema, orderRequest(guestId, 1n, { idempotencyKey: "eight\0more" })),
    failsWith(ErrorCode.INVALID_ARGUMENT, "idempotency_key"),
  );
  assert.throws(
    () => validate(GetOrderRequestSchema, create(GetOrderRequestSchema, { guestId, number: "SF-\0" })),
    failsWith(ErrorCode.INVALID_ARGUMENT, "number"),
  );
});

import assert from "node:assert/strict";
import { Health } from "../../../proto/gen/grpc/health/v1/health_pb.ts";
import { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { CartService } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { CatalogService } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { CheckoutService } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { OrderService } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { GRANTS, ROLES } from "./permissions.ts";
import { methodPath, policyOf } from "./policy.ts";

const METHODS = [CatalogService, CartService, CheckoutService, OrderService, UserService, Health].flatMap((service) =>
  service.methods
);

for (const method of METHODS) {
  Deno.test(`${methodPath(method)} declares a permission that some workload or role has, and a deadline`, () => {
    const { permission, deadlineMs } = policyOf(method);
    assert.ok(deadlineMs >= 1_000 && deadlineMs <= 600_000);
    const granted = [...Object.values(GRANTS), ...Object.values(ROLES)];
    assert.ok(granted.some((permissions) => permissions.has(permission)), Permission[permission]);
  });
}

Deno.test("policyOf() refuses a method that declares nothing", () => {
  const method = { ...METHODS[0]!, proto: { ...METHODS[0]!.proto, options: undefined } };
  assert.throws(() => policyOf(method as never), /declares no permission/);
});

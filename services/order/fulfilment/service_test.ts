import assert from "node:assert/strict";
import { getOption } from "@bufbuild/protobuf";
import { Permission, policy } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { FulfilmentService } from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { GRANTS } from "../../kit/grpc/permissions.ts";

Deno.test("the site, which speaks for shoppers, may do nothing of what staff do with orders", () => {
  for (const method of FulfilmentService.methods) {
    const { permission } = getOption(method, policy);
    assert.equal(permission, Permission.ORDER_MANAGE, method.name);
    assert.ok(!GRANTS.edge!.has(permission) && GRANTS.operator!.has(permission));
  }
});

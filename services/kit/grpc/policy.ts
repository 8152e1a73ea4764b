import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Idempotency } from "@bufbuild/protobuf/wkt";
import { Permission, type Policy, policy } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";

/**
 * The terms a method declares in its contract.
 *
 * @throws {TypeError} when it declares no permission or no deadline, so that a process with such a method does not start
 */
export function policyOf(method: DescMethod): Policy {
  const known = policies.get(method);
  if (known) return known;
  const found = hasOption(method, policy) ? getOption(method, policy) : undefined;
  if (!found || found.permission === Permission.UNSPECIFIED || found.deadlineMs === 0) {
    throw new TypeError(`Cannot serve "${methodPath(method)}": its contract declares no permission or no deadline`);
  }
  policies.set(method, found);
  return found;
}

/** Every call asks, and an option is decoded anew each time it is read. */
const policies = new WeakMap<DescMethod, Policy>();

/** Whether a call may be sent again when it is not known if the first one arrived. */
export function isRepeatable(method: DescMethod): boolean {
  return method.idempotency === Idempotency.NO_SIDE_EFFECTS || method.idempotency === Idempotency.IDEMPOTENT;
}

/** The method's name on the wire, such as "/shopflow.order.v1.CartService/GetCart". */
export function methodPath(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

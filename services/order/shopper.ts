import { ErrorCode, ShopError } from "../kit/errors.ts";
import type { Call } from "../kit/grpc/implementation.ts";
import { SPEAKERS } from "../kit/grpc/permissions.ts";
import type { Owner } from "./orders/owner.ts";

/** A request that says whose cart or orders it is about. */
type ShopperRequest = Pick<Owner, "guestId"> & Partial<Pick<Owner, "customerId">>;

/**
 * A request, once it is sure that it is about whoever makes it: of a person who is signed in, about the account's own shopper.
 * The account it names is then theirs, whether they named it or not.
 *
 * A guest has no account to name. Workloads that speak for nobody may name any.
 *
 * @throws {ShopError} PERMISSION_DENIED when it is about somebody else
 */
export function ofShopper<R extends ShopperRequest>(
  request: R,
  { caller, principal }: Pick<Call, "caller" | "principal">,
): R {
  if (principal) {
    if (request.guestId !== principal.shopperId) throw foreign("the shopper is not the account's");
    if (request.customerId && request.customerId !== principal.userId) throw foreign("it names another account");
    if (request.customerId !== undefined) request.customerId = principal.userId;
  } else if (request.customerId && SPEAKERS.has(caller)) {
    throw foreign("it names an account, and nobody is signed in");
  }
  return request;
}

function foreign(why: string): ShopError {
  return new ShopError(ErrorCode.PERMISSION_DENIED, `Cannot answer for somebody else: ${why}`);
}

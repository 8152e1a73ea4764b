import type { Policy } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import type { Principal } from "../auth/principal.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { GRANTS, mayPerson, SPEAKERS } from "./permissions.ts";

/** How long a person counts as having just shown who they are. */
export const RECENT_SIGN_IN_MS = 10 * 60_000;

/**
 * Checks that a workload, or the person it speaks for, may call a method.
 *
 * @param method for the message, such as "/shopflow.order.v1.CartService/GetCart"
 * @throws {ShopError} UNAUTHENTICATED where signing in could help, SECOND_FACTOR_REQUIRED and RECENT_SIGN_IN_REQUIRED where
 * that could, otherwise PERMISSION_DENIED
 */
export function authorise(
  method: string,
  { permission, recentSignIn }: Policy,
  workload: string,
  principal: Principal | undefined,
): void {
  const refusal = (code: ErrorCode, why: string) => new ShopError(code, `Cannot call ${method}: ${why}`);
  const byWorkload = GRANTS[workload]?.has(permission) ?? false;
  const byPerson = principal !== undefined && mayPerson(principal.roles, permission);
  if (!byWorkload && !byPerson) {
    if (!SPEAKERS.has(workload)) {
      throw refusal(ErrorCode.PERMISSION_DENIED, `"${workload}" has no permission for it`);
    }
    if (!principal) throw refusal(ErrorCode.UNAUTHENTICATED, "nobody is signed in");
    if (principal.secondFactorNeeded) throw refusal(ErrorCode.SECOND_FACTOR_REQUIRED, "it needs a second factor");
    throw refusal(ErrorCode.PERMISSION_DENIED, "whoever is signed in has no permission for it");
  }
  if (recentSignIn && principal && Date.now() - principal.signedInAt > RECENT_SIGN_IN_MS) {
    throw refusal(ErrorCode.RECENT_SIGN_IN_REQUIRED, "the last sign-in was too long ago");
  }
}

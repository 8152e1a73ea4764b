import { Permission } from "../proto/gen/shopflow/common/v1/policy_pb.ts";
import type { Principal } from "../services/kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { mayPerson } from "../services/kit/grpc/permissions.ts";
import type { Session } from "./state.ts";

/** Who may use a page, an operation or an entry of a menu: anyone, whoever is signed in, or who has a right. */
export type Access = "anyone" | "account" | Permission;

/** Whether a value says who may use something. */
export function isAccess(value: unknown): value is Access {
  return value === "anyone" || value === "account" ||
    (typeof value === "number" && value !== Permission.UNSPECIFIED && Permission[value] !== undefined);
}

/** How access is called in documents and messages, such as "anyone" or "ORDER_MANAGE". */
export function accessName(access: Access): string {
  return typeof access === "number" ? Permission[access] : access;
}

/** Whether a person, or somebody who is not signed in, may use what has this access. */
export function mayUse(principal: Principal | undefined, access: Access): boolean {
  if (access === "anyone") return true;
  return principal !== undefined && (access === "account" || mayPerson(principal.roles, access));
}

/**
 * Checks that whoever is signed in may use what has this access. What anyone may use is not asked of the session.
 *
 * @throws {ShopError} UNAVAILABLE when it cannot be told now who is signed in, UNAUTHENTICATED where signing in could help,
 * SECOND_FACTOR_REQUIRED where that could, otherwise PERMISSION_DENIED
 */
export function demand(session: Session, access: Access): void {
  if (access === "anyone" || mayUse(session.principal, access)) return;
  const refuse = (code: ErrorCode, why: string): never => {
    throw new ShopError(code, `Cannot answer: ${why}`);
  };
  if (session.isUnknown) refuse(ErrorCode.UNAVAILABLE, "who is signed in cannot be told now");
  if (!session.principal) refuse(ErrorCode.UNAUTHENTICATED, "nobody is signed in");
  if (session.principal!.secondFactorNeeded) refuse(ErrorCode.SECOND_FACTOR_REQUIRED, "it needs a second factor");
  refuse(ErrorCode.PERMISSION_DENIED, "whoever is signed in has no permission for it");
}

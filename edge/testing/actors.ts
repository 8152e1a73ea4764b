import { Permission } from "../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { Role } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";
import { ROLES } from "../../services/kit/grpc/permissions.ts";
import type { Access } from "../access.ts";
import { aPrincipal, tokensOf } from "./people.ts";

/** Somebody who tries what is offered. */
export interface Actor {
  name: string;
  principal: Principal | undefined;
  /** What their browser sends. */
  cookie: Record<string, string>;
  /** What their program sends. */
  bearer: Record<string, string>;
}

async function actor(name: string, principal?: Principal): Promise<Actor> {
  const token = principal && (await tokensOf(principal)).accessToken;
  return {
    name,
    principal,
    cookie: token ? { cookie: `__Host-access=${token}` } : {},
    bearer: token ? { authorization: `Bearer ${token}` } : {},
  };
}

const STAFF = [Role.SUPPORT, Role.MERCHANDISER, Role.OPERATOR, Role.ADMIN] as const;

/** A guest, a customer, somebody of each role, and staff who have not shown their second factor. */
export const ACTORS: readonly Actor[] = await Promise.all([
  actor("guest"),
  actor("customer", aPrincipal()),
  ...STAFF.map((role) => actor(Role[role].toLowerCase(), aPrincipal({ roles: [role], secondFactor: true }))),
  actor("staff without a second factor", aPrincipal({ secondFactorNeeded: true })),
]);

/** Every right there is. */
export const PERMISSIONS: readonly Permission[] = Object.values(Permission).filter((value) =>
  typeof value === "number" && value !== Permission.UNSPECIFIED
) as Permission[];

/** Whether somebody may use what has this access, read from the table of roles alone. */
export function mayActor({ principal }: Actor, access: Access): boolean {
  if (access === "anyone") return true;
  if (!principal) return false;
  return access === "account" || ROLES[Role.CUSTOMER].has(access) ||
    principal.roles.some((role) => role !== Role.UNSPECIFIED && ROLES[role].has(access));
}

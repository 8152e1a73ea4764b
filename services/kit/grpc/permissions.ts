import { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";

/** What anybody may do on the site and at the API, signed in or not. */
const ANYBODY: readonly Permission[] = [
  Permission.CATALOG_READ,
  Permission.CART,
  Permission.CHECKOUT,
  Permission.ORDER_READ,
  Permission.ORDER_CHANGE,
  Permission.PAYMENT_WEBHOOK,
  Permission.IDENTITY,
  Permission.HEALTH,
];

const SUPPORT = [Permission.USER_READ, Permission.ORDER_MANAGE, Permission.INVENTORY_READ];
const MERCHANDISER = [
  Permission.CATALOG_WRITE,
  Permission.INVENTORY_READ,
  Permission.INVENTORY_WRITE,
  Permission.PRICING_WRITE,
];
const OPERATOR = [Permission.OPERATE, Permission.INVENTORY_READ];

/** What each role may do besides. The rights of several roles add up; everybody who is signed in is a customer. */
export const ROLES: Readonly<Record<Exclude<Role, Role.UNSPECIFIED>, ReadonlySet<Permission>>> = {
  [Role.CUSTOMER]: new Set([Permission.ACCOUNT]),
  [Role.SUPPORT]: new Set(SUPPORT),
  [Role.MERCHANDISER]: new Set(MERCHANDISER),
  [Role.OPERATOR]: new Set(OPERATOR),
  [Role.ADMIN]: new Set([
    ...SUPPORT,
    ...MERCHANDISER,
    ...OPERATOR,
    Permission.USER_WRITE,
    Permission.ROLE_WRITE,
    Permission.AUDIT_READ,
  ]),
};

/** What each workload may do. Its name comes from its certificate; one that is not listed may do nothing. */
export const GRANTS: Readonly<Record<string, ReadonlySet<Permission>>> = {
  // The public site and API. What more it may do depends on whom it speaks for, see `SPEAKERS`.
  edge: new Set([...ANYBODY, Permission.TOKEN_KEYS]),
  // The command line and the supervisor, on a machine that has the operator's key.
  operator: new Set([
    Permission.CATALOG_READ,
    Permission.CATALOG_WRITE,
    Permission.USER_READ,
    Permission.USER_WRITE,
    Permission.ORDER_MANAGE,
    Permission.INVENTORY_READ,
    Permission.INVENTORY_WRITE,
    Permission.PRICING_WRITE,
    Permission.OPERATE,
    Permission.AUDIT_READ,
    Permission.SET_UP,
    Permission.HEALTH,
  ]),
  // Services look each other up; they act for nobody.
  order: new Set([Permission.USER_READ, Permission.TOKEN_KEYS]),
  user: new Set([Permission.CUSTOMER_DATA]),
};

/** The workloads whose calls may carry the rights of a person, by an access token. Others' tokens are refused. */
export const SPEAKERS: ReadonlySet<string> = new Set(["edge"]);

/** Whether a person with these roles besides that of a customer has a right. */
export function mayPerson(roles: readonly Role[], permission: Permission): boolean {
  return ROLES[Role.CUSTOMER].has(permission) ||
    roles.some((role) => role !== Role.UNSPECIFIED && ROLES[role].has(permission));
}

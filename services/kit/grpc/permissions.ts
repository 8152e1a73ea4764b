import { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";

/** What each workload may do. Its name comes from its certificate; one that is not listed may do nothing. */
export const GRANTS: Readonly<Record<string, ReadonlySet<Permission>>> = {
  // Speaks for shoppers: everything the public site and API need.
  edge: new Set([
    Permission.CATALOG_READ,
    Permission.CART,
    Permission.CHECKOUT,
    Permission.ORDER_READ,
    Permission.USER_READ,
    Permission.HEALTH,
  ]),
  // The command line and the supervisor: loads and exports catalogues, watches health.
  operator: new Set([
    Permission.CATALOG_READ,
    Permission.CATALOG_WRITE,
    Permission.USER_READ,
    Permission.USER_WRITE,
    Permission.HEALTH,
  ]),
  // Services look each other up; they act for nobody.
  order: new Set([Permission.USER_READ]),
  user: new Set(),
};

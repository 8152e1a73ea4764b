import { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";

/** What each workload may do. Its name comes from its certificate; one that is not listed may do nothing. */
export const GRANTS: Readonly<Record<string, ReadonlySet<Permission>>> = {
  // Speaks for shoppers: everything the public site and API need.
  edge: new Set([
    Permission.CATALOG_READ,
    Permission.CART,
    Permission.CHECKOUT,
    Permission.ORDER_READ,
    Permission.ORDER_CHANGE,
    Permission.PAYMENT_WEBHOOK,
    Permission.USER_READ,
    Permission.HEALTH,
  ]),
  // The command line and the supervisor: what staff do until they can sign in, and health.
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
    Permission.HEALTH,
  ]),
  // Services look each other up; they act for nobody.
  order: new Set([Permission.USER_READ]),
  user: new Set(),
};

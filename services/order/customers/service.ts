import { CustomerService } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import type { Customers } from "../checkout/customers.ts";
import { claimOrders, countClaimableOrders } from "./claim_orders.ts";
import { eraseCustomer } from "./erase_customer.ts";
import { exportCustomer } from "./export_customer.ts";
import { listCustomerOrders } from "./list_orders.ts";
import { mergeCart } from "./merge_cart.ts";

/** What the order service knows of customers with an account, over its database. */
export function customerService(database: Database, customers: Customers): Implementation {
  return implement(CustomerService, {
    mergeCart: (request, call) => mergeCart(database, request, principalOf(call)),
    listCustomerOrders: (request, call) => listCustomerOrders(database, request, principalOf(call)),
    countClaimableOrders: (_request, call) => countClaimableOrders(database, customers, principalOf(call), call.signal),
    claimOrders: (_request, call) => claimOrders(database, customers, principalOf(call), call.signal),
    exportCustomer: (request) => exportCustomer(database, request),
    eraseCustomer: (request) => eraseCustomer(database, request),
  });
}

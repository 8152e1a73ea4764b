import { CheckoutService } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { listShippingMethods } from "./list_shipping_methods.ts";
import type { PaymentProvider } from "./payment_provider.ts";
import { placeOrder } from "./place_order.ts";

/** The checkout service on a database, paid through `payments`. */
export function checkoutService(database: Database, payments: PaymentProvider): Implementation {
  return implement(CheckoutService, {
    listShippingMethods: (request) => listShippingMethods(database, request),
    placeOrder: (request) => placeOrder(database, payments, request),
  });
}

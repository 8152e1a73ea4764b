import { CheckoutService } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { quoteOrder } from "../pricing/quote_order.ts";
import { ofShopper } from "../shopper.ts";
import type { Checkout } from "./checkout.ts";
import { placeOrder } from "./place_order.ts";

/** The checkout service. */
export function checkoutService(checkout: Checkout): Implementation {
  return implement(CheckoutService, {
    quoteOrder: (request, call) => quoteOrder(checkout.database, ofShopper(request, call), checkout.taxService),
    placeOrder: (request, call) => placeOrder(checkout, ofShopper(request, call)),
  });
}

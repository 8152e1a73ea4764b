import type { MessageInitShape } from "@bufbuild/protobuf";
import type { TotalsSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { money } from "../money.ts";
import type { OrderPrice } from "./price_order.ts";

/** What an order costs, as the contract carries it. */
export function totalsMessage(currency: string, price: OrderPrice): MessageInitShape<typeof TotalsSchema> {
  return {
    subtotal: money(currency, price.subtotal),
    discount: money(currency, price.discount),
    shipping: money(currency, price.shipping),
    tax: money(currency, price.tax),
    taxIncluded: price.taxIncluded,
    total: money(currency, price.total),
    promotions: price.promotions.map(({ name, coupon, amount }) => ({
      name,
      coupon: coupon ?? "",
      amount: money(currency, amount),
    })),
  };
}

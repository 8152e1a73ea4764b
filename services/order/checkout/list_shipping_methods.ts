import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ListShippingMethodsRequest,
  ListShippingMethodsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Database } from "../../kit/database.ts";
import { readCart } from "../cart/read_cart.ts";
import { money } from "../money.ts";
import { priceOrder } from "./price_order.ts";
import { readShippingMethods } from "./shipping_methods.ts";

/** Lists the ways to send a guest's cart to a country, cheapest first, with what each costs for this cart. */
export async function listShippingMethods(
  database: Database,
  request: ListShippingMethodsRequest,
): Promise<MessageInitShape<typeof ListShippingMethodsResponseSchema>> {
  const [cart, methods] = await Promise.all([
    readCart(database, request.guestId),
    readShippingMethods(database, request.countryCode),
  ]);
  const priced = methods.map((method) => ({ method, cost: priceOrder(cart.lines, method).shipping }));
  priced.sort((a, b) => Number(a.cost - b.cost));
  return {
    methods: priced.map(({ method: { code, name, daysMin, daysMax }, cost }) => ({
      code,
      name,
      price: money(cart.currency, cost),
      daysMin,
      daysMax,
    })),
  };
}

import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Money } from "../../../proto/gen/shopflow/common/v1/money_pb.ts";
import type { PlaceOrderRequest, PlaceOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { type Order, OrderSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { lockCart } from "../cart/open_cart.ts";
import { readCart } from "../cart/read_cart.ts";
import { orderMessage, readOrder } from "../orders/read_order.ts";
import { checkAddress } from "./address_rules.ts";
import { fingerprint } from "./fingerprint.ts";
import { claimKey, storeResponse } from "./idempotency_key.ts";
import type { PaymentProvider } from "./payment_provider.ts";
import { type OrderPrice, priceOrder } from "./price_order.ts";
import { readShippingMethods, type ShippingMethod } from "./shipping_methods.ts";
import { takeStock } from "./take_stock.ts";
import { writeOrder } from "./write_order.ts";

/**
 * Turns a guest's cart into a paid order, exactly once for each key. Any failure leaves nothing behind, so that the key may
 * be used again.
 *
 * It is one transaction of eight statements, which take their locks in the same order everywhere: key, cart, stock.
 */
export async function placeOrder(
  database: Database,
  payments: PaymentProvider,
  request: PlaceOrderRequest,
): Promise<MessageInitShape<typeof PlaceOrderResponseSchema>> {
  const requestHash = await fingerprint(request);
  return await transaction(database, async (tx) => {
    const [answer, cartId] = await Promise.all([claimKey(tx, request, requestHash), lockCart(tx, request.guestId)]);
    if (answer) return { order: fromBinary(OrderSchema, answer), replayed: true };
    if (cartId === undefined) throw cartEmpty();
    const order = await buyCart(tx, payments, cartId, request);
    await storeResponse(tx, request, toBinary(OrderSchema, order));
    return { order, replayed: false };
  });
}

async function buyCart(
  tx: Query,
  payments: PaymentProvider,
  cartId: bigint,
  request: PlaceOrderRequest,
): Promise<Order> {
  const { guestId, idempotencyKey } = request;
  const contact = given(request.contact, "contact");
  const address = checkAddress(given(request.shippingAddress, "shipping_address"), "shipping_address");
  const [cart, methods] = await Promise.all([readCart(tx, guestId), readShippingMethods(tx, address.countryCode)]);
  if (cart.lines.length === 0) throw cartEmpty();
  const method = chooseMethod(methods, request.shippingMethod);
  const price = priceOrder(cart.lines, method);
  checkTotal(given(request.expectedTotal, "expected_total"), price, cart.currency);
  await takeStock(tx, cart.lines);
  // The seam for a provider behind a network: it must not be called while the rows above are locked. The transaction then
  // ends here, with the stock reserved and the order "placed"; the charge follows with the order's number as its key; and a
  // second transaction turns the reservation into a sale and the order into "paid". The test provider answers at once.
  const charge = payments.charge(given(request.card, "card"), price.total, cart.currency);
  const number = await writeOrder(tx, {
    guestId,
    idempotencyKey,
    cartId,
    cart,
    contact,
    address,
    method,
    price,
    charge,
  });
  return create(OrderSchema, orderMessage(await readOrder(tx, guestId, number)));
}

function chooseMethod(methods: readonly ShippingMethod[], code: string): ShippingMethod {
  if (methods.length === 0) {
    throw invalidArgument(
      "Cannot place order: the shop does not send to this country",
      "shipping_address.country_code",
      "Must be a country that the shop sends to",
    );
  }
  const method = methods.find((method) => method.code === code);
  if (method) return method;
  throw invalidArgument(
    `Cannot place order: shipping method "${code}" does not serve this country`,
    "shipping_method",
    `Must be one of ${methods.map(({ code }) => `"${code}"`).join(", ")}`,
  );
}

/** The shopper pays what the shopper agreed to, or is asked again. */
function checkTotal(expected: Money, price: OrderPrice, currency: string): void {
  if (expected.currencyCode !== currency) {
    throw invalidArgument(
      `Cannot place order: the shop sells in ${currency}`,
      "expected_total.currency_code",
      `Must be ${currency}`,
    );
  }
  if (expected.minorUnits === price.total) return;
  throw new ShopError(ErrorCode.PRICE_CHANGED, "Cannot place order: its total is not the one agreed to", {
    details: { priceChanged: { currency, expectedMinor: expected.minorUnits, currentMinor: price.total } },
  });
}

function cartEmpty(): ShopError {
  return new ShopError(ErrorCode.CART_EMPTY, "Cannot place order: the cart has no lines");
}

/** A part of the request that its field rules demand. */
function given<T>(part: T | undefined, field: string): T {
  if (part === undefined) throw invalidArgument("Cannot place order: a part is missing", field, "Must be given");
  return part;
}

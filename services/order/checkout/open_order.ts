import type { Money } from "../../../proto/gen/shopflow/common/v1/money_pb.ts";
import type { PlaceOrderRequest } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Query } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { type OpenCart, readCart } from "../cart/read_cart.ts";
import { reserveStock } from "../inventory/reserve_stock.ts";
import type { CardToken } from "../payments/provider.ts";
import { type CartQuote, quoteCart } from "../pricing/quote_cart.ts";
import { readTerms } from "../pricing/read_terms.ts";
import type { TaxTerms, Terms } from "../pricing/terms.ts";
import { redeemPromotions } from "../pricing/redeem_promotions.ts";
import type { CheckedRequest } from "./check_request.ts";
import type { CheckoutInput } from "./checkout_workflow.ts";
import { writeOrder } from "./write_order.ts";

/** How long an order's things are held for it while its payment is decided. */
export const HOLD_SECONDS = 15 * 60;

/** What an order is opened with besides the cart. */
export interface Opening {
  cartId: bigint;
  request: PlaceOrderRequest;
  checked: CheckedRequest;
  provider: string;
  card: CardToken;
  basis: Basis;
  /** Begins the order's checkout in the same transaction. */
  begin(input: CheckoutInput): Promise<void>;
}

/** What an order's price is made of. */
export interface Basis {
  cart: OpenCart;
  terms: Terms;
}

/**
 * Reads what an order is priced with. The guest's cart must be locked by then.
 *
 * @param tax What a tax service has said, or why it could not; the shop's own table holds unless given
 */
export async function readBasis(
  tx: Query,
  { guestId, customerId, coupons }: PlaceOrderRequest,
  { address: { countryCode, region } }: CheckedRequest,
  tax: Promise<TaxTerms> | undefined,
): Promise<Basis> {
  const question = { guestId, customer: customerId || guestId, countryCode, region, coupons, tax: await tax };
  const [cart, terms] = await Promise.all([readCart(tx, guestId), readTerms(tx, question)]);
  return { cart, terms };
}

/**
 * Makes an order of a locked cart: priced, its payment asked for next, its things held. The stock comes last, because buyers of
 * the same things wait for each other from there.
 *
 * Fails with CART_EMPTY, OUT_OF_STOCK, PRICE_CHANGED, COUPON_REFUSED or INVALID_ARGUMENT.
 */
export async function openOrder(tx: Query, opening: Opening): Promise<CheckoutInput> {
  const { cartId, request, checked, provider, card, basis: { cart, terms } } = opening;
  const { guestId, idempotencyKey, coupons } = request;
  const customer = request.customerId || guestId;
  const { address, contact } = checked;
  if (cart.lines.length === 0) throw cartEmpty();
  const { method, price } = chooseQuote(quoteCart(cart.lines, terms, coupons), request.shippingMethod);
  checkTotal(checked.expectedTotal, price.total, cart.currency);
  const payment = { key: crypto.randomUUID(), provider, ...card };
  const order = await writeOrder(tx, {
    guestId,
    customerId: request.customerId || null,
    idempotencyKey,
    cartId,
    cart,
    contact,
    address,
    method,
    price,
    coupons,
    payment,
  });
  const orderId = order.id;
  const input: CheckoutInput = {
    paymentKey: payment.key,
    orderId: String(orderId),
    number: order.number,
    guestId,
    customerId: request.customerId,
    amount: String(price.total),
    currency: cart.currency,
    token: card.token,
    askedAt: new Date().toISOString(),
  };
  await Promise.all([
    opening.begin(input),
    price.promotions.length > 0 && redeemPromotions(tx, { orderId, customer, coupons, applied: price.promotions }),
    reserveStock(tx, { orderId, lines: cart.lines, holdSeconds: HOLD_SECONDS }),
  ]);
  return input;
}

/** Why a cart cannot be ordered that has nothing in it. */
export function cartEmpty(): ShopError {
  return new ShopError(ErrorCode.CART_EMPTY, "Cannot place order: the cart has no lines");
}

function chooseQuote(quotes: readonly CartQuote[], code: string): CartQuote {
  if (quotes.length === 0) {
    throw invalidArgument(
      "Cannot place order: the shop does not send this to this country",
      "shipping_address.country_code",
      "Must be a country that the shop sends to",
    );
  }
  const quote = quotes.find(({ method }) => method.code === code);
  if (quote) return quote;
  throw invalidArgument(
    `Cannot place order: shipping method "${code}" does not serve this country`,
    "shipping_method",
    `Must be one of ${quotes.map(({ method }) => `"${method.code}"`).join(", ")}`,
  );
}

/** The shopper pays what the shopper agreed to, or is asked again. */
function checkTotal(expected: Money, total: bigint, currency: string): void {
  if (expected.currencyCode !== currency) {
    throw invalidArgument(
      `Cannot place order: the cart is in ${currency}`,
      "expected_total.currency_code",
      `Must be ${currency}`,
    );
  }
  if (expected.minorUnits === total) return;
  throw new ShopError(ErrorCode.PRICE_CHANGED, "Cannot place order: its total is not the one agreed to", {
    details: { priceChanged: { currency, expectedMinor: expected.minorUnits, currentMinor: total } },
  });
}

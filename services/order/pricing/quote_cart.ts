import { holdingPromotions } from "./holding_promotions.ts";
import { type OfferedMethod, offeredMethods } from "./offered_methods.ts";
import { type OrderPrice, type PricedLine, priceOrder } from "./price_order.ts";
import type { Terms } from "./terms.ts";

/** What an order costs when it is sent in one way. */
export interface CartQuote {
  method: OfferedMethod;
  price: OrderPrice;
}

/**
 * Prices lines for each way to send them, cheapest first, also where promotions make all the same; ways that do not take
 * this weight are left out.
 *
 * Fails with COUPON_REFUSED, naming every coupon that does not hold for these lines.
 *
 * @param coupons as typed
 */
export function quoteCart(lines: readonly PricedLine[], terms: Terms, coupons: readonly string[]): CartQuote[] {
  const promotions = holdingPromotions(lines, terms, coupons);
  const quotes = offeredMethods(terms.methods, lines).map((method) => ({
    method,
    price: priceOrder({ lines, shipping: method, tax: terms.tax, promotions }),
  }));
  return quotes.sort((a, b) => compare(a.price.total, b.price.total) || compare(a.method.price, b.method.price));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

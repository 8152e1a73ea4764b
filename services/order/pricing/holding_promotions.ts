import { ErrorCode, ShopError, type Violation } from "../../kit/errors.ts";
import { isFor } from "./apply_promotions.ts";
import { couponKey } from "./coupon_key.ts";
import { moneyText } from "./money_text.ts";
import type { PricedLine } from "./price_order.ts";
import type { CouponRefusal, Promotion, Terms } from "./terms.ts";

const SENTENCES: Readonly<Record<CouponRefusal, string>> = {
  unknown: "There is no such coupon",
  not_started: "The coupon does not hold yet",
  ended: "The coupon has ended",
  used_up: "The coupon is used up",
  used_before: "You have used the coupon before",
  other_currency: "The coupon is for another currency",
};

/**
 * The promotions that hold for lines, in the order in which they apply. One that is not stackable ends the line.
 *
 * Fails with COUPON_REFUSED, naming every coupon that does not hold.
 *
 * @param coupons as typed
 */
export function holdingPromotions(lines: readonly PricedLine[], terms: Terms, coupons: readonly string[]): Promotion[] {
  const problems = new Map(terms.refusals.map(({ coupon, why }) => [couponKey(coupon), SENTENCES[why]]));
  const subtotal = lines.reduce((sum, line) => sum + line.unitPrice * BigInt(line.quantity), 0n);
  const holding: Promotion[] = [];
  for (const promotion of terms.promotions) {
    const problem = problemOf(promotion, lines, subtotal, terms.currency, holding.at(-1));
    if (problem === undefined) holding.push(promotion);
    else if (promotion.coupon !== null) problems.set(couponKey(promotion.coupon), problem);
  }
  const violations = coupons.flatMap((coupon, index): Violation[] => {
    const description = problems.get(couponKey(coupon));
    return description === undefined ? [] : [{ field: `coupons[${index}]`, description }];
  });
  if (violations.length > 0) throw couponRefused(violations);
  return holding;
}

function problemOf(
  promotion: Promotion,
  lines: readonly PricedLine[],
  subtotal: bigint,
  currency: string,
  before: Promotion | undefined,
): string | undefined {
  if (before?.stackable === false) return `The coupon does not go together with "${before.name}"`;
  if (!lines.some((line) => isFor(promotion, line.categoryId))) return "The coupon is not for anything in the cart";
  if (subtotal < promotion.minSubtotal) {
    return `The coupon needs things for ${moneyText(currency, promotion.minSubtotal)} in the cart`;
  }
}

/** The refusal of coupons, each named by its place in the request. */
export function couponRefused(violations: Violation[]): ShopError {
  return new ShopError(ErrorCode.COUPON_REFUSED, "Cannot use the coupon: it does not hold", {
    details: { violations },
  });
}

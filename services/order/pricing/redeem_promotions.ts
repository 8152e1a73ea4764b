import type { Query } from "../../kit/database.ts";
import { couponKey } from "./coupon_key.ts";
import { couponRefused } from "./holding_promotions.ts";
import type { AppliedPromotion } from "./price_order.ts";

/** The use of promotions by an order. */
export interface Redemption {
  orderId: bigint;
  /** Whom they are counted for: the account, or the guest. */
  customer: string;
  /** As typed, so that a refusal can name them. */
  coupons: readonly string[];
  applied: readonly AppliedPromotion[];
}

/**
 * Counts the use of promotions by an order, all or none. Rows with a limit are locked, in the order of their ids.
 *
 * Fails with COUPON_REFUSED, naming the coupons, when the last use of one was somebody else's since its terms were read. Where
 * it is a promotion without a coupon, PostgreSQL asks for the transaction again, and `transaction()` does that: it must read
 * the terms anew.
 */
export async function redeemPromotions(tx: Query, { orderId, customer, coupons, applied }: Redemption): Promise<void> {
  if (applied.length === 0) return;
  const [row] = await tx<{ refused: string[] }[]>`
    select redeem_promotions(
      ${orderId}, ${customer}, ${applied.map(({ id }) => String(id))}::bigint[],
      ${applied.map(({ amount }) => String(amount))}::bigint[]
    ) as refused`;
  const refused = new Set(row?.refused.map(couponKey));
  if (refused.size === 0) return;
  throw couponRefused(
    coupons.flatMap((coupon, index) =>
      refused.has(couponKey(coupon)) ? [{ field: `coupons[${index}]`, description: "The coupon is used up" }] : []
    ),
  );
}

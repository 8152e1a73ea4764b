import type { State } from "../../../../edge/state.ts";
import type { Quote } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { sentence } from "../../../(_shared)/sentence.ts";

/** What a cart is quoted for. */
export interface Destination {
  guestId: string;
  /** The account, by which promotions count their customers; empty for a guest. */
  customerId: string;
  countryCode: string;
  region: string;
}

/** What a cart costs with those coupons that hold. */
export interface Quotes {
  quotes: Quote[];
  /** The coupons that hold. */
  coupons: string[];
  /** Why others do not, for people; undefined when all do. */
  refused?: string;
}

/** Asks what a cart costs; coupons that do not hold are left out, and it is said why. */
export async function readQuotes(
  checkout: State["clients"]["checkout"],
  destination: Destination,
  coupons: string[],
): Promise<Quotes> {
  try {
    return { ...await checkout.quoteOrder({ ...destination, coupons }), coupons };
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== ErrorCode.COUPON_REFUSED || coupons.length === 0) throw error;
    const problems = couponProblems(error, coupons);
    const holding = coupons.filter((coupon) => !problems.has(coupon));
    // Should it not be said which, then none is left: the next answer is about no coupon at all
    const rest = await readQuotes(checkout, destination, holding.length < coupons.length ? holding : []);
    return { ...rest, refused: [couponSentence(problems), rest.refused].filter(Boolean).join(" ") };
  }
}

/** What is wrong with coupons, by coupon. */
export function couponProblems(error: ShopError, coupons: string[]): Map<string, string> {
  return new Map((error.details.violations ?? []).flatMap((violation) => {
    const coupon = coupons[Number(/^coupons\[(\d+)\]$/.exec(violation.field)?.[1])];
    return coupon === undefined ? [] : [[coupon, sentence(violation)] as const];
  }));
}

/** Says it: “SUMMER”: the coupon has ended. */
export function couponSentence(problems: Map<string, string>): string {
  return Array.from(problems, ([coupon, problem]) => `${coupon}: ${problem}`).join(" ");
}

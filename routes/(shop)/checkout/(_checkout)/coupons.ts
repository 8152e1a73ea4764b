/** Most coupons of one order. */
export const MAX_COUPONS = 5;
/** Most characters of one. */
export const MAX_COUPON = 40;

/** The coupons of a checkout form. */
export interface CouponWish {
  /** All that are wanted, each once; whether they hold is for the order service to say. */
  wanted: string[];
  /** The one that was just typed, and has not been seen by its shopper with a total; empty when there is none. */
  typed: string;
}

/** Reads the coupons of a form that may say anything: those that were applied before, less one removed, and the one typed. */
export function readCoupons(form: FormData | undefined): CouponWish {
  const text = (value: unknown) => String(value ?? "").trim().slice(0, MAX_COUPON);
  const typed = text(form?.get("coupon"));
  const removed = keyOf(text(form?.get("remove_coupon")));
  const all = [...form?.getAll("coupons") ?? [], typed].map(text).filter((coupon) => coupon !== "");
  const wanted = new Map(all.map((coupon) => [keyOf(coupon), coupon]));
  wanted.delete(removed);
  return { wanted: [...wanted.values()].slice(0, MAX_COUPONS), typed };
}

/** The same for two ways to write one coupon. */
const keyOf = (coupon: string): string => coupon.toUpperCase();

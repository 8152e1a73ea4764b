/**
 * What decides on the price of an order besides the cart itself. Amounts are minor units of one currency, the cart's; rates are
 * parts per million: 200000 is 20 %.
 */

/** What a shipping method costs. */
export interface ShippingTerms {
  price: bigint;
  /** From this subtotal on, after promotions, it costs nothing; null when it always costs. */
  freeFrom: bigint | null;
}

/** A way to send an order to a place. */
export interface ShippingMethod extends ShippingTerms {
  code: string;
  name: string;
  daysMin: number;
  daysMax: number;
  /** What it costs up to a weight, lightest first; `price` holds at any weight when there is none. */
  bands: { maxGrams: number; price: bigint }[];
}

/** The tax where a parcel goes. */
export interface TaxTerms {
  /** Whether prices contain it; else it is added. */
  included: boolean;
  /** Rate of each tax class. A class that is not named has the rate of "standard", which is also that of shipping. */
  rates: Readonly<Record<string, number>>;
}

/** What takes something off. */
export interface Promotion {
  id: bigint;
  /** Name for people. */
  name: string;
  /** Null when it holds by itself. */
  coupon: string | null;
  kind: "percent" | "amount" | "free_shipping";
  /** Rate of what it applies to, or an amount; zero with free shipping. */
  value: bigint;
  /** The category it is for and all below; null: the whole order. */
  categoryIds: readonly bigint[] | null;
  /** Subtotal before promotions that it needs. */
  minSubtotal: bigint;
  /** Whether those behind it hold too. */
  stackable: boolean;
}

/** Why a coupon does not hold whatever is in the cart. */
export type CouponRefusal = "unknown" | "not_started" | "ended" | "used_up" | "used_before" | "other_currency";

/** All that decides on the price of an order of one shopper to one place. */
export interface Terms {
  /** ISO 4217 code of all amounts: that of the shopper's cart. */
  currency: string;
  /** In the order of their codes; none when the shop does not send there. */
  methods: ShippingMethod[];
  tax: TaxTerms;
  /** Those that hold by themselves, and those of the coupons given; in the order in which they apply. */
  promotions: Promotion[];
  /** The coupons given, as typed, that do not hold. */
  refusals: { coupon: string; why: CouponRefusal }[];
}

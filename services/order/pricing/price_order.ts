import { applyPromotion } from "./apply_promotions.ts";
import { shippingCharge } from "./shipping_charge.ts";
import { taxOf } from "./tax.ts";
import type { Promotion, ShippingTerms, TaxTerms } from "./terms.ts";

/** A line of a cart, as far as its price goes. */
export interface PricedLine {
  variantId: bigint;
  /** The product's own category. */
  categoryId: bigint;
  taxClass: string;
  /** Of one unit. */
  weightGrams: number;
  quantity: number;
  /** Minor units for one unit. */
  unitPrice: bigint;
}

/** What an order costs, and of what that is made up. Minor units of one currency. */
export interface OrderPrice {
  /** Sum of all lines at their prices. */
  subtotal: bigint;
  /** What promotions take off the lines; never more than `subtotal`. */
  discount: bigint;
  /** After promotions. */
  shipping: bigint;
  /** All tax, that of shipping too: contained in the amounts above, or added to them. */
  tax: bigint;
  taxIncluded: boolean;
  /** subtotal - discount + shipping, and tax unless that is included. */
  total: bigint;
  /** In the order of the lines given. Discounts sum to `discount`; taxes, with that of shipping, to `tax`. */
  lines: { discount: bigint; tax: bigint }[];
  /** Those that take something off, in the order in which they apply; `amount` is with what they take off shipping. */
  promotions: AppliedPromotion[];
}

/** What one promotion takes off an order. */
export interface AppliedPromotion {
  id: bigint;
  name: string;
  /** Null when it holds by itself. */
  coupon: string | null;
  amount: bigint;
}

/** All that an order's price is made of. */
export interface PriceInput {
  lines: readonly PricedLine[];
  /** What the way it is sent costs at the weight of these lines. */
  shipping: ShippingTerms;
  tax: TaxTerms;
  /** In the order in which they apply; each is known to hold for these lines. */
  promotions: readonly Promotion[];
}

/** Prices an order. The order of its lines makes no difference. */
export function priceOrder({ lines, shipping: terms, tax: taxTerms, promotions }: PriceInput): OrderPrice {
  const reckoned = lines.map((line) => ({ ...line, amount: line.unitPrice * BigInt(line.quantity), discount: 0n }));
  const subtotal = sum(reckoned, ({ amount }) => amount);
  const inOrder = reckoned.toSorted((a, b) => a.variantId < b.variantId ? -1 : 1);
  const taken = promotions.map((promotion) => applyPromotion(promotion, inOrder));
  const discount = sum(taken, (amount) => amount);
  const charge = shippingCharge(terms, taxTerms, subtotal, subtotal - discount);
  const free = promotions.findIndex(({ kind }) => kind === "free_shipping");
  const shipping = free < 0 ? charge : { amount: 0n, tax: 0n };
  if (free >= 0) taken[free] = charge.amount;
  const taxed = reckoned.map(({ amount, discount, taxClass }) => ({
    discount,
    tax: taxOf(amount - discount, taxClass, taxTerms),
  }));
  const tax = sum(taxed, (line) => line.tax) + shipping.tax;
  return {
    subtotal,
    discount,
    shipping: shipping.amount,
    tax,
    taxIncluded: taxTerms.included,
    total: subtotal - discount + shipping.amount + (taxTerms.included ? 0n : tax),
    lines: taxed,
    promotions: promotions.flatMap(({ id, name, coupon }, index) => {
      const amount = taken[index]!;
      return amount > 0n ? [{ id, name, coupon, amount }] : [];
    }),
  };
}

function sum<T>(items: readonly T[], amountOf: (item: T) => bigint): bigint {
  return items.reduce((sum, item) => sum + amountOf(item), 0n);
}

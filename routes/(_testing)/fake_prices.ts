import { create } from "@bufbuild/protobuf";
import { type Quote, QuoteSchema } from "../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";

export const gbp = (minorUnits: bigint) => ({ currencyCode: "GBP", minorUnits });

/** What the one coupon there is takes off. */
const COUPON = "SPRING";
const OFF = 200n;

/** What a cart costs, sent to a place, by as much of the order service's rules as pages show: no parcels go to Japan. */
export function fakeQuotes(
  subtotal: bigint,
  { countryCode, region, coupons }: { countryCode: string; region: string; coupons: string[] },
): Quote[] {
  const violations = coupons.flatMap((coupon, index) =>
    coupon.toUpperCase() === COUPON ? [] : [{ field: `coupons[${index}]`, description: "There is no such coupon" }]
  );
  if (violations.length > 0) {
    throw new ShopError(ErrorCode.COUPON_REFUSED, "Cannot use the coupon", { details: { violations } });
  }
  if (countryCode === "JP") return [];
  const [standard, express] = countryCode === "GB" ? [395n, 795n] : [995n, 1995n];
  const discount = coupons.length > 0 ? OFF : 0n;
  const taxIncluded = countryCode !== "US" && countryCode !== "CA";
  const quote = (code: string, name: string, price: bigint, daysMin: number, daysMax: number) => {
    const net = subtotal - discount + price;
    const tax = taxIncluded ? net / 6n : region === "NY" ? net / 25n : 0n;
    return create(QuoteSchema, {
      method: { code, name, price: gbp(price), daysMin, daysMax },
      totals: {
        subtotal: gbp(subtotal),
        discount: gbp(discount),
        shipping: gbp(price),
        tax: gbp(tax),
        taxIncluded,
        total: gbp(taxIncluded ? net : net + tax),
        promotions: coupons.map((coupon) => ({ name: "Spring sale", coupon, amount: gbp(OFF) })),
      },
    });
  };
  return [quote("standard", "Standard", standard, 2, 4), quote("express", "Express", express, 1, 1)];
}

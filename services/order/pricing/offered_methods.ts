import type { PricedLine } from "./price_order.ts";
import type { ShippingMethod } from "./terms.ts";

/** A way to send an order, at what it costs at one weight. */
export type OfferedMethod = Omit<ShippingMethod, "bands">;

/** The methods that take the weight of lines, each at the price of its lightest band that does. */
export function offeredMethods(methods: readonly ShippingMethod[], lines: readonly PricedLine[]): OfferedMethod[] {
  const grams = lines.reduce((sum, line) => sum + line.weightGrams * line.quantity, 0);
  return methods.flatMap(({ bands, ...method }) => {
    if (bands.length === 0) return [method];
    const band = bands.find(({ maxGrams }) => maxGrams >= grams);
    return band ? [{ ...method, price: band.price }] : [];
  });
}

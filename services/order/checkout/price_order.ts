/** What an order costs. Minor units of the shop's currency. */
export interface OrderPrice {
  subtotal: bigint;
  shipping: bigint;
  /** subtotal and shipping. */
  total: bigint;
}

/** What a shipping method costs. Minor units. */
export interface ShippingTerms {
  price: bigint;
  /** From this subtotal on it costs nothing; null when it always costs. */
  freeFrom: bigint | null;
}

/** Prices an order from its lines and the way it is sent. */
export function priceOrder(
  lines: readonly { quantity: number; unitPrice: bigint }[],
  shippingTerms: ShippingTerms,
): OrderPrice {
  const subtotal = lines.reduce((sum, line) => sum + line.unitPrice * BigInt(line.quantity), 0n);
  const { price, freeFrom } = shippingTerms;
  const shipping = freeFrom !== null && subtotal >= freeFrom ? 0n : price;
  return { subtotal, shipping, total: subtotal + shipping };
}

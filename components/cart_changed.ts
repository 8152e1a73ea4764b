/** Tells every island on the page how many units are in the cart now. */
export const CART_CHANGED = "shopflow:cart";

/** @param count units in all lines */
export function announceCart(count: number): void {
  dispatchEvent(new CustomEvent(CART_CHANGED, { detail: count }));
}

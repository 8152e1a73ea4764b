import { invalidArgument, type ShopError } from "../../kit/errors.ts";
import type { OpenCart } from "./read_cart.ts";

/** Most units of one variant in a cart; the database checks it too. */
export const MAX_LINE_UNITS = 999;

/** Most lines in a cart. */
export const MAX_CART_LINES = 100;

/** Fails with INVALID_ARGUMENT when a cart has got too many lines. */
export function checkLineCount(cart: OpenCart): void {
  if (cart.lines.length <= MAX_CART_LINES) return;
  throw invalidArgument(
    `Cannot put another item in the cart: it has ${MAX_CART_LINES} lines`,
    "sku",
    `A cart holds at most ${MAX_CART_LINES} different items`,
  );
}

/** The refusal of more units than a line holds. */
export function tooManyUnits(sku: string): ShopError {
  return invalidArgument(
    `Cannot put more of "${sku}" in the cart: a line holds at most ${MAX_LINE_UNITS} units`,
    "quantity",
    `At most ${MAX_LINE_UNITS} units of one item`,
  );
}

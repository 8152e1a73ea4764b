import { invalidArgument, type ShopError } from "../../kit/errors.ts";

/** Most units of one variant in a cart; the database checks it. */
export const MAX_LINE_UNITS = 999;

/** Most lines in a cart; the database checks it. */
export const MAX_CART_LINES = 100;

/** The refusal of more lines than a cart holds. */
export function tooManyLines(): ShopError {
  return invalidArgument(
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

import type { Query } from "../../kit/database.ts";

/** The lines of a guest's open cart at today's prices, in the currency it is kept in. */
export interface OpenCart {
  /** ISO 4217 code of all its amounts. */
  currency: string;
  /** In the order in which they were put in; none when there is no cart. */
  lines: OpenCartLine[];
}

/** One variant in an open cart. Prices are minor units for one unit. */
export interface OpenCartLine {
  variantId: bigint;
  sku: string;
  productSlug: string;
  title: string;
  optionValues: { name: string; value: string }[];
  imageUrl: string | null;
  quantity: number;
  available: number;
  unitPrice: bigint;
  addedPrice: bigint;
  /** The product's own category. */
  categoryId: bigint;
  taxClass: string;
  /** Of one unit. */
  weightGrams: number;
}

/** What the database's cart functions return: a row for each line, or one with the currency alone. */
export type CartRow = { currency: string } & (OpenCartLine | { variantId: null });

/** Reads a guest's open cart, in one statement because every page asks for it. */
export async function readCart(query: Query, guestId: string): Promise<OpenCart> {
  return openCartOf(await query<CartRow[]>`select * from cart_of(${guestId})`);
}

/** The cart that these rows are. */
export function openCartOf(rows: readonly CartRow[]): OpenCart {
  const [first] = rows;
  if (!first) throw new Error("Cannot read cart: the shop has no default price list");
  return { currency: first.currency, lines: rows.filter((row) => row.variantId !== null) };
}

import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { type Place, placeOf } from "./places.ts";

/** What was bought at once. */
export interface Invoice {
  number: string;
  place: Place;
  items: { sku: string; quantity: number }[];
}

interface Row {
  invoice: string;
  country: string;
  sku: string;
  quantity: string;
}

/** As many as the shop takes in a line, and lines as it takes in a cart. */
const MAX_UNITS = 999;
const MAX_LINES = 100;

/**
 * Reads invoices from a gzipped CSV file with the columns invoice, country, sku and quantity. What one cart does not hold is bought
 * in several.
 */
export async function readOrders(path: string): Promise<Invoice[]> {
  const file = await Deno.open(path);
  const text = file.readable.pipeThrough(new DecompressionStream("gzip"));
  const invoices = new Map<string, { place: Place; units: Map<string, number> }>();
  const rows = Readable.fromWeb(text as Parameters<typeof Readable.fromWeb>[0]).pipe(parse({ columns: true }));
  for await (const { invoice, country, sku, quantity } of rows as AsyncIterable<Row>) {
    const found = invoices.get(invoice) ?? { place: placeOf(country), units: new Map() };
    found.units.set(sku, (found.units.get(sku) ?? 0) + Number(quantity));
    invoices.set(invoice, found);
  }
  return [...invoices].flatMap(([number, { place, units }]) =>
    carts(units).map((items, index) => ({ number: `${number}-${index}`, place, items }))
  );
}

function carts(units: ReadonlyMap<string, number>): Invoice["items"][] {
  const carts: Invoice["items"][] = [[]];
  for (const [sku, all] of units) {
    for (let left = all, cart = 0; left > 0; left -= MAX_UNITS, cart++) {
      while (isFull(carts[cart], sku)) cart++;
      (carts[cart] ??= []).push({ sku, quantity: Math.min(left, MAX_UNITS) });
    }
  }
  return carts;
}

function isFull(cart: Invoice["items"] | undefined, sku: string): boolean {
  return cart !== undefined && (cart.length === MAX_LINES || cart.some((item) => item.sku === sku));
}

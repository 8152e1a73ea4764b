import type { CatalogRow } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { csvLine, guardText, writePairs } from "./cells.ts";
import { COLUMNS } from "./columns.ts";

/** Writes a catalogue file, as parts of its text. */
export async function* writeCatalogue(messages: AsyncIterable<{ rows: CatalogRow[] }>): AsyncGenerator<string> {
  yield csvLine([...COLUMNS]);
  for await (const { rows } of messages) yield rows.map((row) => csvLine(cellsOf(row))).join("");
}

function cellsOf(row: CatalogRow): string[] {
  const cells: Record<typeof COLUMNS[number], string> = {
    sku: guardText(row.sku),
    product: guardText(row.product),
    name: guardText(row.name),
    category: guardText(row.category),
    price_pence: String(row.priceMinor),
    units_sold: String(row.unitsSold ?? ""),
    description: guardText(row.description ?? ""),
    image: guardText(row.image ?? ""),
    stock: String(row.stock ?? ""),
    options: guardText(writePairs(row.options)),
    attributes: guardText(writePairs(row.attributes)),
  };
  return COLUMNS.map((column) => cells[column]);
}

import { parse } from "csv-parse/sync";
import type { CatalogRow } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { row } from "./rows.ts";

/** Where the catalogue of a real shop may lie. */
export const REAL_CATALOGUE = new URL("../../../../../shared/data/online-retail/catalogue.csv", import.meta.url);

/** Whether the catalogue of a real shop lies beside the project. */
export function hasRealCatalogue(): boolean {
  try {
    return Deno.statSync(REAL_CATALOGUE).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The catalogue of a real shop: 3,236 rows. */
export async function realCatalogue(): Promise<CatalogRow[]> {
  const records = parse(await Deno.readTextFile(REAL_CATALOGUE), { columns: true }) as Record<string, string>[];
  return records.map((record) =>
    row({
      sku: record.sku!,
      product: record.product!,
      name: record.name!,
      category: record.category!,
      priceMinor: BigInt(record.price_pence!),
      unitsSold: Number(record.units_sold),
    })
  );
}

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type CatalogRow,
  CatalogRowSchema,
  ImportProductsRequestSchema,
  type ImportProductsResponse,
  ImportProductsResponseSchema,
} from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../../kit/database.ts";
import { exportProducts } from "../export_products.ts";
import { importProducts } from "../import_products.ts";

/** Rows in one message. */
const BATCH = 500;

/** A row of a catalogue; what a test does not say is plain. Its product and name are the SKU unless given. */
export function row(
  fields: Exclude<MessageInitShape<typeof CatalogRowSchema>, CatalogRow> & { sku: string },
): CatalogRow {
  return create(CatalogRowSchema, {
    product: fields.sku,
    name: fields.sku,
    category: "Things",
    priceMinor: 1000n,
    ...fields,
  });
}

/** Loads rows through the handler. */
export async function importRows(database: Database, rows: CatalogRow[]): Promise<ImportProductsResponse> {
  async function* requests() {
    for (let start = 0; start < rows.length; start += BATCH) {
      yield create(ImportProductsRequestSchema, { rows: rows.slice(start, start + BATCH) });
    }
  }
  return create(ImportProductsResponseSchema, await importProducts(database, requests()));
}

/** Writes all rows through the handler. */
export async function exportRows(database: Database): Promise<CatalogRow[]> {
  const messages = await Array.fromAsync(exportProducts(database));
  return messages.flatMap((message) => message.rows ?? []).map((row) => create(CatalogRowSchema, row));
}

/** Empties the catalogue, which takes less time than another database. */
export async function clearCatalogue(database: Database): Promise<void> {
  await database`delete from products`;
  await database`delete from categories`;
  await database`delete from search_words`;
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  CatalogRowSchema,
  ExportProductsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { categoryPaths } from "./import/category_paths.ts";
import type { NameValue } from "./import/records.ts";

/** Rows in one query. */
const BATCH = 500;
/** Rows in one message: with the longest texts they come to just under the 4 MiB that a client takes. */
const MESSAGE = 50;

interface Row {
  code: string;
  position: number;
  id: bigint;
  sku: string;
  name: string;
  category_id: string;
  amount: bigint;
  units_sold: bigint;
  description: string;
  image_url: string | null;
  on_hand: number | null;
  option_values: NameValue[];
  attributes: NameValue[];
}

/**
 * Writes every variant that has a price as a row, ordered by product and display order. Many small queries: no
 * connection is held while the reader is slow.
 */
export async function* exportProducts(
  sql: Database,
): AsyncGenerator<MessageInitShape<typeof ExportProductsResponseSchema>> {
  const paths = new Map((await categoryPaths(sql)).map(({ id, names }) => [id, names.join(" > ")]));
  let last: Pick<Row, "code" | "position" | "id"> = { code: "", position: 0, id: 0n };
  while (true) {
    const rows = await sql<Row[]>`
      select code, position, variants.id, sku, coalesce(nullif(name, ''), title) as name, category_id::text, amount,
        variants.units_sold, description, variants.image_url,
        (select sum(on_hand)::int from stock where variant_id = variants.id) as on_hand,
        case when styled then '[]' else option_values end as option_values, attributes
      from products
      join variants on product_id = products.id
      join prices on prices.variant_id = variants.id
        and price_list = (select price_lists.code from price_lists where is_default)
      where (code, position, variants.id) > (${last.code}, ${last.position}, ${last.id})
      order by code, position, variants.id
      limit ${BATCH}`;
    const written = rows.map((row) => toCatalogRow(row, paths.get(row.category_id) ?? ""));
    for (let start = 0; start < written.length; start += MESSAGE) yield { rows: written.slice(start, start + MESSAGE) };
    if (rows.length < BATCH) return;
    last = rows.at(-1)!;
  }
}

function toCatalogRow(row: Row, category: string): MessageInitShape<typeof CatalogRowSchema> {
  return {
    sku: row.sku,
    product: row.code,
    name: row.name,
    category,
    priceMinor: row.amount,
    unitsSold: Number(row.units_sold),
    ...(row.description === "" ? {} : { description: row.description }),
    ...(row.image_url === null ? {} : { image: row.image_url }),
    ...(row.on_hand === null ? {} : { stock: row.on_hand }),
    options: row.option_values,
    attributes: row.attributes,
  };
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Fragment } from "postgres";
import type { ProductCardSchema } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database, Query } from "../../kit/database.ts";
import { decodeCursor, encodeCursor, type Listing } from "./cursor.ts";
import { availableVariants, matches } from "./filter.ts";
import { found, understand } from "./search.ts";

const DEFAULT_PAGE_SIZE = 20;
/**
 * How many rows are read at most. Literals in the statement, because PostgreSQL takes an unknown limit for a tenth of the table
 * and plans each time anew; only a few, because each makes a prepared statement of its own.
 */
const READS = [25, 50, 101];

/** Which part of a listing: at most `size` products (0 for the default) after `cursor` (empty for the first). */
export interface PageRequest {
  size: number;
  cursor: string;
}

/** Some products of a listing; `nextCursor` is empty on the last page. */
export interface Page {
  products: MessageInitShape<typeof ProductCardSchema>[];
  nextCursor: string;
}

interface Row {
  slug: string;
  title: string;
  image_url: string | null;
  price_from: bigint;
  price_to: bigint;
  variant_count: number;
  in_stock: boolean;
  currency: string;
  keys: string[];
}

/** Reads one page of a listing, with one query. */
export async function readPage(sql: Database, listing: Listing, page: PageRequest): Promise<Page> {
  const size = page.size || DEFAULT_PAGE_SIZE;
  const { order, filter, words } = listing;
  const after = page.cursor === "" ? undefined : decodeCursor(listing, page.cursor);
  const columns = order.columns.map(({ name }) => sql`p.${sql(name)}`);
  const isDescending = order.direction === "desc";
  const rows = await sql<Row[]>`
    ${words.length > 0 ? sql`with ${understand(sql, words)}` : sql``}
    select slug, title, image_url, price_from, price_to, variant_count,
      (${availableVariants(sql)} limit 1) is not null as in_stock,
      (select currency from price_lists where is_default) as currency,
      array[${list(sql, columns.map((column) => sql`${column}::text`))}] as keys
    from ${words.length > 0 ? found(sql) : sql`products p`}
    where ${matches(sql, filter)}
      ${
    after
      ? sql`and (${list(sql, columns)}) ${isDescending ? sql`<` : sql`>`} (${list(sql, bounds(sql, listing, after))})`
      : sql``
  }
    order by ${list(sql, columns.map((column) => isDescending ? sql`${column} desc` : column))}
    limit ${sql.unsafe(String(READS.find((read) => read > size)))}`;
  const last = rows.length > size ? rows[size - 1] : undefined;
  return {
    products: rows.slice(0, size).map(toCard),
    nextCursor: last ? encodeCursor(listing, last.keys) : "",
  };
}

function toCard(row: Row): MessageInitShape<typeof ProductCardSchema> {
  return {
    slug: row.slug,
    title: row.title,
    ...(row.image_url === null ? {} : { image: { url: row.image_url, alt: row.title } }),
    priceFrom: { currencyCode: row.currency, minorUnits: row.price_from },
    priceTo: { currencyCode: row.currency, minorUnits: row.price_to },
    inStock: row.in_stock,
    variantCount: row.variant_count,
  };
}

/** The row that a page ended with, as values of the columns that the listing is ordered by. */
function bounds(sql: Query, { order }: Listing, keys: string[]): Fragment[] {
  return keys.map((key, i) => order.columns[i]!.type === "text" ? sql`${key}::text` : sql`${key}::bigint`);
}

/** Parts with commas between them. */
function list(sql: Query, parts: Fragment[]): Fragment[] {
  return parts.flatMap((part, i) => i === 0 ? [part] : [sql`,`, part]);
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Fragment } from "postgres";
import type { ProductCardSchema } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database, Query } from "../../kit/database.ts";
import { decodeCursor, encodeCursor, type Listing } from "./cursor.ts";
import { availableVariants, matches } from "./filter.ts";
import { madeOnce, nothing } from "./made_once.ts";
import type { Order } from "./order.ts";
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
  const rows = await sql<Row[]>`
    ${words.length > 0 ? sql`with ${understand(sql, words)}` : nothing(sql)}
    select slug, title, image_url, price_from, price_to, variant_count,
      (${availableVariants(sql)} limit 1) is not null as in_stock,
      (select currency from price_lists where is_default) as currency,
      ${keysOf(sql, order)} as keys
    from ${words.length > 0 ? found(sql) : allProducts(sql)}
    where ${matches(sql, filter)} ${after ? sql`and ${isAfter(sql, order, after)}` : nothing(sql)}
    order by ${by(sql, order)}
    limit ${limit(sql, READS.find((read) => read > size)!)}`;
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

const allProducts = madeOnce((sql) => sql`products p`);
const limit = madeOnce((sql, rows: number) => sql.unsafe(String(rows)));

/** The values that place a row in its order, as texts. */
const keysOf = madeOnce((sql, order: Order) =>
  sql`array[${list(sql, columnsOf(sql, order).map((column) => sql`${column}::text`))}]`
);

const by = madeOnce((sql, order: Order) =>
  sql`${list(sql, columnsOf(sql, order).map((column) => order.direction === "desc" ? sql`${column} desc` : column))}`
);

/** Whether a row comes after the one that a page ended with. */
function isAfter(sql: Query, order: Order, keys: string[]): Fragment {
  const values = keys.map((key, i) => order.columns[i]!.type === "text" ? sql`${key}::text` : sql`${key}::bigint`);
  const columns = list(sql, columnsOf(sql, order));
  return sql`(${columns}) ${order.direction === "desc" ? sql`<` : sql`>`} (${list(sql, values)})`;
}

function columnsOf(sql: Query, { columns }: Order): Fragment[] {
  return columns.map(({ name }) => sql`p.${sql(name)}`);
}

/** Parts with commas between them. */
function list(sql: Query, parts: Fragment[]): Fragment[] {
  return parts.flatMap((part, i) => i === 0 ? [part] : [sql`,`, part]);
}

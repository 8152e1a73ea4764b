import type { Fragment } from "postgres";
import type { ProductFilter } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Query } from "../../kit/database.ts";
import { madeOnce, nothing } from "./made_once.ts";

const MAX_AMOUNT = 2n ** 63n - 1n;

/** The variants of product `p` that can be bought now. Read from the stock itself, so that selling one changes nothing else. */
export const availableVariants = madeOnce((sql) =>
  sql`select variants.id from variants join stock on stock.variant_id = variants.id
    where variants.product_id = p.id and stock.on_hand > stock.reserved`
);

/** Whether product `p` can be bought now. */
export const inStock = madeOnce((sql) => sql`exists (${availableVariants(sql)})`);

const isForSale = madeOnce((sql) => sql`p.price_from is not null`);

/** Whether product `p` is in the category or below it. */
export const inCategory = (sql: Query, slug: string): Fragment =>
  sql`p.category_id = any (array(
    with recursive below as (
      select id from categories where slug = ${storable(slug)}
      union all
      select categories.id from categories join below on categories.parent_id = below.id
    )
    select id from below
  ))`;

/**
 * Whether the lowest price of product `p`, the one that lists show, is within the bounds.
 *
 * "is not false" keeps PostgreSQL from seeing a range: of a range with unknown bounds it expects half a percent of the table,
 * and sorts what it should read in order.
 */
export const inPriceRange = (sql: Query, { priceMin = 0n, priceMax = MAX_AMOUNT }: PriceRange): Fragment =>
  sql`(p.price_from >= ${priceMin} and (p.price_from <= ${priceMax}) is not false)`;

/** The terms wanted of each attribute, as rows (key, terms). `key` is "=" and the attribute's name. */
export const wantedTerms = (sql: Query, filter: ProductFilter): Fragment => {
  const wanted = filter.attributes.map(({ name, values }) => ({
    key: storable(`=${name}`),
    terms: values.map((value) => storable(term(name, value))),
  }));
  return sql`jsonb_to_recordset(${sql.json(wanted)}) as wanted(key text, terms text[])`;
};

/** All that a product `p` must be like to be listed. */
export function matches(sql: Query, filter: ProductFilter | undefined): Fragment {
  if (!filter) return isForSale(sql);
  const { category, priceMin, priceMax, attributes } = filter;
  return sql`${isForSale(sql)}
    ${category ? sql`and ${inCategory(sql, category)}` : nothing(sql)}
    ${priceMin !== undefined || priceMax !== undefined ? sql`and ${inPriceRange(sql, filter)}` : nothing(sql)}
    ${filter.inStock ? sql`and ${inStock(sql)}` : nothing(sql)}
    ${
    attributes.length > 0
      ? sql`and not exists (select from ${wantedTerms(sql, filter)} where not p.terms && wanted.terms)`
      : nothing(sql)
  }`;
}

/** How a product's column `terms` writes an attribute or option value. A name holds no "=". */
export function term(name: string, value: string): string {
  return `${name}=${value}`;
}

type PriceRange = Pick<ProductFilter, "priceMin" | "priceMax">;

/** PostgreSQL has no text with a NUL, so nothing stored is equal to one: any character that we never store will do. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd");
}

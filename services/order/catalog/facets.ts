import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Fragment } from "postgres";
import {
  type FacetsSchema,
  type ProductFilter,
  ProductFilterSchema,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database, Query } from "../../kit/database.ts";
import type { Listing } from "./cursor.ts";
import { inCategory, inPriceRange, inStock, wantedTerms } from "./filter.ts";
import { found, understand } from "./search.ts";

/** Where price bands begin, in minor units. */
const BANDS = [0, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
/** Values that are told of one attribute, the most frequent. */
const MAX_VALUES = 50;

interface Row {
  total: number;
  in_stock: number;
  categories: { slug: string; name: string; parentSlug: string; productCount: number }[];
  bands: { band: number; count: number }[];
  attributes: { name: string; values: { value: string; count: number }[] }[];
}

/**
 * Counts the products of a listing by what a shopper may choose next, with one query.
 *
 * Each product is marked with the choices that it misses: "category", "price", "stock", or "=" and an attribute's name. A facet
 * counts those that miss nothing but its own choice.
 */
export async function readFacets(
  sql: Database,
  { filter, words }: Listing,
): Promise<MessageInitShape<typeof FacetsSchema>> {
  const searched = words.length > 0;
  const [row] = await sql<[Row]>`
    with recursive ${searched ? sql`${understand(sql, words)},` : sql``}
    considered as materialized (
      select p.category_id, p.price_from, p.terms, ${inStock(sql)} as in_stock,
        ${misses(sql, filter ?? create(ProductFilterSchema))} as misses
      from ${searched ? found(sql) : sql`products p`}
      where p.price_from is not null
    ), in_categories as (
      select category_id as id, count(*) as count from considered where misses <@ '{category}' group by category_id
      union all
      select categories.parent_id, count from in_categories join categories using (id) where parent_id is not null
    )
    select
      (select count(*)::int from considered where misses = '{}') as total,
      (select count(*)::int from considered where misses <@ '{stock}' and in_stock) as in_stock,
      (
        select coalesce(json_agg(json_build_object('slug', c.slug, 'name', c.name,
          'parentSlug', coalesce(parent.slug, ''), 'productCount', counted.count) order by c.position, c.name, c.id), '[]')
        from (select id, sum(count)::int as count from in_categories group by id) counted
        join categories c using (id)
        left join categories parent on parent.id = c.parent_id
      ) as categories,
      (
        select coalesce(json_agg(json_build_object('band', band, 'count', count) order by band), '[]')
        from (
          select width_bucket(price_from, ${BANDS}::bigint[]) - 1 as band, count(*) from considered where misses <@ '{price}' group by 1
        ) bands
      ) as bands,
      (
        select coalesce(json_agg(json_build_object('name', name, 'values', facet.values) order by name), '[]')
        from (
          select name, json_agg(json_build_object('value', value, 'count', count) order by count desc, value) as values
          from (
            select split_part(term, '=', 1) as name, substr(term, strpos(term, '=') + 1) as value, count(*),
              row_number() over (partition by split_part(term, '=', 1) order by count(*) desc, term) as place
            from considered, unnest(terms) as term
            where misses <@ array['=' || split_part(term, '=', 1)]
            group by term
          ) counted
          where place <= ${MAX_VALUES}
          group by name
        ) facet
      ) as attributes`;
  return {
    total: row.total,
    inStock: row.in_stock,
    categories: row.categories,
    priceBands: row.bands.map(({ band, count }) => priceBand(band, count)),
    attributes: row.attributes,
  };
}

/** An array of the choices of `filter` that product `p` misses. */
function misses(sql: Query, filter: ProductFilter): Fragment {
  return sql`array_remove(array[
    ${filter.category ? sql`case when not ${inCategory(sql, filter.category)} then 'category' end` : sql`null`},
    case when not ${inPriceRange(sql, filter)} then 'price' end,
    ${filter.inStock ? sql`case when not ${inStock(sql)} then 'stock' end` : sql`null`}
  ]::text[] || ${
    filter.attributes.length > 0
      ? sql`array(select wanted.key from ${wantedTerms(sql, filter)} where not p.terms && wanted.terms)`
      : sql`null::text[]`
  }, null)`;
}

function priceBand(band: number, count: number) {
  const end = BANDS[band + 1];
  return { min: BigInt(BANDS[band]!), count, ...(end === undefined ? {} : { max: BigInt(end - 1) }) };
}

import { z } from "@hono/zod-openapi";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { type ProductFilterSchema, Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { readPrice } from "../public_money.ts";

const SORTS = {
  popular: Sort.POPULAR,
  price_asc: Sort.PRICE_ASC,
  price_desc: Sort.PRICE_DESC,
  newest: Sort.NEWEST,
  title: Sort.TITLE,
} as const;

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_ATTRIBUTES = 50;

const flag = z.enum(["true", "false"]).optional();
const price = z.string().regex(/^\d{1,12}(\.\d{1,3})?$/, "must be an amount such as 12.99").optional();
const attribute = z.string().max(300).regex(
  /^[^:]{1,100}:./s,
  "must be a name and a value, such as Material:Stoneware",
);

/** What may be asked of a list of products. Unknown parameters are refused: a mistyped filter must not list everything. */
export const listingQuery = z.strictObject({
  category: z.string().max(200).optional().openapi({ description: "Slug; sub-categories are included" }),
  price_min: price.openapi({ description: "Lowest price in the shop's currency, such as 5.00" }),
  price_max: price.openapi({ description: "Highest price in the shop's currency, such as 20.00" }),
  in_stock: flag.openapi({ description: "true leaves out what cannot be bought now" }),
  attribute: z.union([attribute, z.array(attribute).max(MAX_ATTRIBUTES)]).optional().openapi({
    type: "array",
    maxItems: MAX_ATTRIBUTES,
    items: { type: "string", maxLength: 300, pattern: "^[^:]{1,100}:.", example: "Material:Stoneware" },
    description:
      "A name and a value of an attribute or option, parted by a colon. Of several values of one name any will " +
      "do; different names must all hold",
  }),
  sort: z.enum(Object.keys(SORTS) as (keyof typeof SORTS)[]).optional().openapi({
    description: "Best match for a search and most sold for a list, unless given",
  }),
  limit: z.string().regex(/^\d{1,3}$/, `must be a whole number from 1 to ${MAX_LIMIT}`).transform(Number)
    .pipe(z.int().min(1).max(MAX_LIMIT)).optional().openapi({
      type: "integer",
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
    }),
  cursor: z.string().max(400).optional().openapi({ description: "`next_cursor` of the page before" }),
  facets: flag.openapi({ description: "true counts what each further filter would leave" }),
});

export const searchQuery = listingQuery.extend({
  q: z.string().trim().min(1).max(200).openapi({ description: "Words; typing errors are forgiven", example: "teapot" }),
});

/** A list's parameters as the catalogue service takes them. */
export function toListing(query: z.output<typeof listingQuery>, currency: string) {
  return {
    filter: toFilter(query, currency),
    sort: query.sort ? SORTS[query.sort] : Sort.UNSPECIFIED,
    pageSize: query.limit ?? DEFAULT_LIMIT,
    cursor: query.cursor ?? "",
    withFacets: query.facets === "true",
  };
}

function toFilter(
  query: z.output<typeof listingQuery>,
  currency: string,
): MessageInitShape<typeof ProductFilterSchema> {
  const priceMin = readPrice(query.price_min, "price_min", currency);
  const priceMax = readPrice(query.price_max, "price_max", currency);
  return {
    category: query.category ?? "",
    ...(priceMin !== undefined && { priceMin }),
    ...(priceMax !== undefined && { priceMax }),
    inStock: query.in_stock === "true",
    attributes: toAttributes([query.attribute ?? []].flat()),
  };
}

function toAttributes(pairs: string[]): { name: string; values: string[] }[] {
  const byName = Map.groupBy(pairs, (pair) => pair.slice(0, pair.indexOf(":")));
  return [...byName].map(([name, of]) => ({ name, values: of.map((pair) => pair.slice(name.length + 1)) }));
}

const FIELDS: Record<string, string> = { query: "q", page_size: "limit", with_facets: "facets" };

/** What a field of the catalogue service is called here. */
export function toQueryField(field: string): string {
  const name = field.replace(/^filter\./, "").replace(/^attributes.*/, "attribute");
  return FIELDS[name] ?? name;
}

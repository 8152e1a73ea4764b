import { type ProductFilter, Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";

/** The orders of a list by their names in addresses; the first is what there is without a name. */
export const SORTS = {
  "": { sort: Sort.UNSPECIFIED, label: "Most popular" },
  "price-asc": { sort: Sort.PRICE_ASC, label: "Price, lowest first" },
  "price-desc": { sort: Sort.PRICE_DESC, label: "Price, highest first" },
  newest: { sort: Sort.NEWEST, label: "Newest" },
  title: { sort: Sort.TITLE, label: "Name, A to Z" },
} as const;
export type SortName = keyof typeof SORTS;

/** Bounds of a price in minor units; without an upper one it is open. */
export interface PriceRange {
  readonly min: bigint;
  readonly max?: bigint;
}

/** What a list's address says. */
export interface ListingQuery {
  /** What to search for. */
  readonly words: string;
  /** Category slug, where the path does not name it. */
  readonly category: string;
  readonly price?: PriceRange;
  readonly inStock: boolean;
  /** Values wanted of each attribute; none is empty. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly sort: SortName;
  /** Where the page before ended; empty on the first. */
  readonly cursor: string;
}

/** A list of everything, from the start. */
export const EVERYTHING: ListingQuery = {
  words: "",
  category: "",
  inStock: false,
  attributes: {},
  sort: "",
  cursor: "",
};

// The contract's limits: more than these would be refused.
const MAX_WORDS = 200;
const MAX_ATTRIBUTES = 10;
const MAX_VALUES = 50;
const MAX_NAME = 100;
const MAX_TEXT = 200;
const MAX_CURSOR = 400;
const PRICE = /^(\d{1,15})-(\d{1,15})?$/;
const ATTRIBUTE = "a.";

function readPrice(text: string | null): PriceRange | undefined {
  const [, min, max] = PRICE.exec(text ?? "") ?? [];
  if (min === undefined) return undefined;
  if (max === undefined) return { min: BigInt(min) };
  return BigInt(min) <= BigInt(max) ? { min: BigInt(min), max: BigInt(max) } : undefined;
}

function readAttributes(params: URLSearchParams): Record<string, string[]> {
  const attributes: [string, string[]][] = [];
  for (const key of new Set(params.keys())) {
    const name = key.startsWith(ATTRIBUTE) ? key.slice(ATTRIBUTE.length) : "";
    const values = [...new Set(params.getAll(key))].filter((value) => value !== "" && value.length <= MAX_TEXT);
    if (name === "" || name.length > MAX_NAME || values.length === 0) continue;
    attributes.push([name, values.slice(0, MAX_VALUES)]);
  }
  return Object.fromEntries(attributes.slice(0, MAX_ATTRIBUTES));
}

/** Reads a list's address. What makes no sense there is left out: a mangled link still shows a list. */
export function readListing(params: URLSearchParams): ListingQuery {
  const price = readPrice(params.get("price"));
  const sort = params.get("sort") ?? "";
  const cursor = params.get("cursor") ?? "";
  return {
    words: (params.get("q") ?? "").trim().slice(0, MAX_WORDS),
    category: (params.get("category") ?? "").slice(0, MAX_TEXT),
    ...(price && { price }),
    inStock: params.get("stock") === "1",
    attributes: readAttributes(params),
    sort: Object.hasOwn(SORTS, sort) ? sort as SortName : "",
    cursor: cursor.length <= MAX_CURSOR ? cursor : "",
  };
}

/** Writes a price as it stands in addresses: "1000-1999". */
export const priceText = ({ min, max }: PriceRange): string => `${min}-${max ?? ""}`;

/** The name of an attribute's field in forms and addresses. */
export const attributeField = (name: string): string => ATTRIBUTE + name;

/** What of a list's address has a value, as names and values. */
export function listingFields(query: ListingQuery): [name: string, value: string][] {
  const fields: [string, string][] = [
    ["q", query.words],
    ["category", query.category],
    ["price", query.price ? priceText(query.price) : ""],
    ["stock", query.inStock ? "1" : ""],
    ...Object.entries(query.attributes).flatMap(([name, values]) =>
      values.map((value): [string, string] => [attributeField(name), value])
    ),
    ["sort", query.sort],
    ["cursor", query.cursor],
  ];
  return fields.filter(([, value]) => value !== "");
}

/** The address of a list. */
export function listingHref(path: string, query: ListingQuery): string {
  const params = new URLSearchParams(listingFields(query));
  return params.size > 0 ? `${path}?${params}` : path;
}

/** The filter that a list's address asks for. */
export function filterOf(query: ListingQuery): Omit<ProductFilter, "$typeName" | "attributes"> & {
  attributes: { name: string; values: string[] }[];
} {
  const { category, price, inStock, attributes } = query;
  return {
    category,
    inStock,
    ...(price && { priceMin: price.min, ...(price.max !== undefined && { priceMax: price.max }) }),
    attributes: Object.entries(attributes).map(([name, values]) => ({ name, values: [...values] })),
  };
}

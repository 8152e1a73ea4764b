import type { MessageInitShape } from "@bufbuild/protobuf";
import type { InputShapeFromFields } from "@pothos/core";
import {
  type Facets as ProtoFacets,
  type ListProductsResponse,
  type ProductCard as ProtoCard,
  type ProductFilterSchema,
  type SearchProductsResponse,
  Sort,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { invalidArgument } from "../../../services/kit/errors.ts";
import { readPrice } from "../public_money.ts";
import { builder } from "./builder.ts";
import { Facets, ProductCard } from "./catalog_types.ts";

const DEFAULT_FIRST = 20;
const MAX_FIRST = 100;

/** What may be asked for besides a page of products. */
export interface PageRequest {
  filter: MessageInitShape<typeof ProductFilterSchema>;
  sort: Sort;
  pageSize: number;
  cursor: string;
  withFacets: boolean;
}

/** A page, and how to count the facets of its list. */
interface ProductPage {
  page: ListProductsResponse | SearchProductsResponse;
  facets: () => Promise<ProtoFacets | undefined>;
}

const AttributeFilter = builder.inputType("AttributeFilter", {
  description: "The values wanted of one attribute or option; any of them will do",
  fields: (t) => ({ name: t.string({ required: true }), values: t.stringList({ required: true }) }),
});

const ProductFilter = builder.inputType("ProductFilter", {
  description: "What products must be like; all parts must hold",
  fields: (t) => ({
    category: t.string({ description: "Slug; sub-categories are included" }),
    priceMin: t.string({ description: 'Lowest price in the shop\'s currency, such as "5.00"' }),
    priceMax: t.string({ description: "Highest price in the shop's currency" }),
    inStock: t.boolean({ description: "Only what can be bought now" }),
    attributes: t.field({ type: [AttributeFilter] }),
  }),
});

const ProductSort = builder.enumType("ProductSort", {
  description: "How a list is ordered",
  values: {
    POPULAR: { value: Sort.POPULAR, description: "Most sold first" },
    PRICE_ASC: { value: Sort.PRICE_ASC, description: "Lowest price first" },
    PRICE_DESC: { value: Sort.PRICE_DESC, description: "Highest price first" },
    NEWEST: { value: Sort.NEWEST, description: "Newest first" },
    TITLE: { value: Sort.TITLE, description: "By title" },
  },
});

const PageInfo = builder.objectRef<{ nextCursor: string }>("PageInfo").implement({
  description: "Whether and where a list goes on",
  fields: (t) => ({
    hasNextPage: t.boolean({ resolve: ({ nextCursor }) => nextCursor !== "" }),
    endCursor: t.string({
      nullable: true,
      description: "Send it as `after` for the next page; null on the last",
      resolve: ({ nextCursor }) => nextCursor || null,
    }),
  }),
});

const ProductEdge = builder.objectRef<{ node: ProtoCard; cursor: string | null }>("ProductEdge").implement({
  description: "A product's place in a list",
  fields: (t) => ({
    node: t.field({ type: ProductCard, resolve: ({ node }) => node }),
    cursor: t.exposeString("cursor", {
      nullable: true,
      description: "That of the last on a page that is not the last",
    }),
  }),
});

function edgesOf({ products, nextCursor }: ProductPage["page"]) {
  return products.map((node, i) => ({ node, cursor: i === products.length - 1 ? nextCursor || null : null }));
}

/** A page of products. */
export const ProductConnection = builder.objectRef<ProductPage>("ProductConnection").implement({
  description: "A page of products",
  fields: (t) => ({
    nodes: t.field({ type: [ProductCard], resolve: ({ page }) => page.products }),
    edges: t.field({ type: [ProductEdge], resolve: ({ page }) => edgesOf(page) }),
    pageInfo: t.field({ type: PageInfo, resolve: ({ page }) => page }),
    facets: t.field({
      type: Facets,
      description: "Counted only when asked for",
      resolve: async ({ facets }) => {
        const counted = await facets();
        if (!counted) throw new TypeError("Cannot count facets: the service sent none");
        return counted;
      },
    }),
  }),
});

/** The arguments that every list of products takes. */
export const listArguments = builder.args((t) => ({
  filter: t.field({ type: ProductFilter }),
  sort: t.field({ type: ProductSort, description: "Best match for a search and most sold for a list, unless given" }),
  first: t.int({ defaultValue: DEFAULT_FIRST, description: `How many, from 1 to ${MAX_FIRST}` }),
  after: t.string({ description: "`endCursor` of the page before" }),
}));

type ListArguments = InputShapeFromFields<typeof listArguments>;

/** The arguments as the catalogue service takes them. */
export function toPageRequest({ filter, sort, first, after }: ListArguments, currency: string): PageRequest {
  const pageSize = first ?? DEFAULT_FIRST;
  if (pageSize < 1 || pageSize > MAX_FIRST) {
    throw invalidArgument(`Cannot read ${pageSize} products: it is out of range`, "first", `must be 1 to ${MAX_FIRST}`);
  }
  const priceMin = readPrice(filter?.priceMin, "filter.priceMin", currency);
  const priceMax = readPrice(filter?.priceMax, "filter.priceMax", currency);
  return {
    filter: {
      category: filter?.category ?? "",
      ...(priceMin !== undefined && { priceMin }),
      ...(priceMax !== undefined && { priceMax }),
      inStock: filter?.inStock ?? false,
      attributes: filter?.attributes ?? [],
    },
    sort: sort ?? Sort.UNSPECIFIED,
    pageSize,
    cursor: after ?? "",
    withFacets: false,
  };
}

const FIELDS: Record<string, string> = { page_size: "first", cursor: "after" };

/** What a field of the catalogue service is called here. */
export function toArgument(field: string): string {
  return FIELDS[field] ?? field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

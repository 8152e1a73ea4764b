import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  GetProductRequestSchema,
  type ListProductsRequest,
  ListProductsRequestSchema,
  type ListProductsResponse,
  ListProductsResponseSchema,
  type Product,
  ProductSchema,
  type SearchProductsRequest,
  SearchProductsRequestSchema,
  type SearchProductsResponse,
  SearchProductsResponseSchema,
} from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../../kit/database.ts";
import { getProduct } from "../get_product.ts";
import { listProducts } from "../list_products.ts";
import { searchProducts } from "../search_products.ts";

type ListFields = Exclude<MessageInitShape<typeof ListProductsRequestSchema>, ListProductsRequest>;
type SearchFields = Exclude<MessageInitShape<typeof SearchProductsRequestSchema>, SearchProductsRequest>;

/** Lists products through the handler. */
export async function list(database: Database, fields: ListFields = {}): Promise<ListProductsResponse> {
  return create(
    ListProductsResponseSchema,
    await listProducts(database, create(ListProductsRequestSchema, fields)),
  );
}

/** Searches products through the handler. */
export async function search(
  database: Database,
  query: string,
  fields: SearchFields = {},
): Promise<SearchProductsResponse> {
  const request = create(SearchProductsRequestSchema, { query, ...fields });
  return create(SearchProductsResponseSchema, await searchProducts(database, request));
}

/** Reads a product through the handler. */
export async function get(database: Database, slug: string): Promise<Product> {
  const { product } = await getProduct(database, create(GetProductRequestSchema, { slug }));
  return create(ProductSchema, product);
}

/** Titles of products, in their order. */
export function titles({ products }: { products: { title: string }[] }): string[] {
  return products.map(({ title }) => title);
}

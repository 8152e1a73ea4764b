import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { ListProductsResponse, SearchProductsResponse } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Env } from "../../env.ts";
import { renamingFields } from "../renaming_fields.ts";
import { answers, CATALOGUE_CACHE, problems, refuseInvalid } from "./answers.ts";
import { needs } from "./declared_access.ts";
import { listingQuery, searchQuery, toListing, toQueryField } from "./listing_query.ts";
import { presentCard, presentCategory, presentFacets, presentProduct } from "./present.ts";
import { CategoryList, Product, ProductPage } from "./schemas.ts";

const listProducts = createRoute({
  ...needs("anyone"),
  method: "get",
  path: "/products/",
  operationId: "listProducts",
  tags: ["Catalogue"],
  summary: "List products",
  description: "Filtered, sorted and paged. Pages neither repeat nor skip a product while others come and go.",
  request: { query: listingQuery },
  responses: { 200: answers(ProductPage, "A page of products"), ...problems(400, 503) },
});

const getProduct = createRoute({
  ...needs("anyone"),
  method: "get",
  path: "/products/{slug}/",
  operationId: "getProduct",
  tags: ["Catalogue"],
  summary: "Read a product with its variants",
  request: { params: z.object({ slug: z.string().min(1).max(200).openapi({ example: "stoneware-mug" }) }) },
  responses: { 200: answers(Product, "The product"), ...problems(400, 404, 503) },
});

const search = createRoute({
  ...needs("anyone"),
  method: "get",
  path: "/search/",
  operationId: "searchProducts",
  tags: ["Catalogue"],
  summary: "Find products by words",
  request: { query: searchQuery },
  responses: { 200: answers(ProductPage, "A page of products, best match first"), ...problems(400, 503) },
});

const listCategories = createRoute({
  ...needs("anyone"),
  method: "get",
  path: "/categories/",
  operationId: "listCategories",
  tags: ["Catalogue"],
  summary: "Read the category tree",
  responses: { 200: answers(CategoryList, "All categories"), ...problems(503) },
});

/**
 * The catalogue's part of the REST API.
 *
 * @param currency The shop's: prices in filters are read in it.
 */
export function catalogApi(currency: string): OpenAPIHono<Env> {
  const api = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  const page = ({ products, nextCursor, facets }: ListProductsResponse | SearchProductsResponse) =>
    ProductPage.parse({
      items: products.map(presentCard),
      next_cursor: nextCursor || null,
      ...(facets && { facets: presentFacets(facets, currency) }),
    });
  api.openapi(listProducts, async (c) => {
    const request = toListing(c.req.valid("query"), currency);
    const response = await renamingFields(c.get("state").clients.catalog.listProducts(request), toQueryField);
    return c.json(page(response), 200, CATALOGUE_CACHE);
  });
  api.openapi(search, async (c) => {
    const { q, ...query } = c.req.valid("query");
    const request = { ...toListing(query, currency), query: q };
    const response = await renamingFields(c.get("state").clients.catalog.searchProducts(request), toQueryField);
    return c.json(page(response), 200, CATALOGUE_CACHE);
  });
  api.openapi(getProduct, async (c) => {
    const { product } = await c.get("state").clients.catalog.getProduct(c.req.valid("param"));
    return c.json(Product.parse(presentProduct(product!)), 200, CATALOGUE_CACHE);
  });
  api.openapi(listCategories, async (c) => {
    const { categories } = await c.get("state").clients.catalog.listCategories({});
    return c.json(CategoryList.parse({ items: categories.map(presentCategory) }), 200, CATALOGUE_CACHE);
  });
  return api;
}

import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { renamingFields } from "../renaming_fields.ts";
import { builder } from "./builder.ts";
import { Category, Product } from "./catalog_types.ts";
import { needs } from "./declared_access.ts";
import { listArguments, type PageRequest, ProductConnection, toArgument, toPageRequest } from "./product_connection.ts";

/** Facets are a query of their own, for the smallest page. */
const FACETS_ONLY = { pageSize: 1, cursor: "", withFacets: true };

builder.queryField("products", (t) =>
  t.field({
    ...needs("anyone"),
    type: ProductConnection,
    description: "Lists products, filtered, sorted and paged",
    args: listArguments,
    resolve: async (_, args, { state, currency }) => {
      const list = (request: PageRequest) => renamingFields(state.clients.catalog.listProducts(request), toArgument);
      const request = toPageRequest(args, currency);
      return { page: await list(request), facets: async () => (await list({ ...request, ...FACETS_ONLY })).facets };
    },
  }));

builder.queryField("search", (t) =>
  t.field({
    ...needs("anyone"),
    type: ProductConnection,
    description: "Finds products by words, forgiving typing errors",
    args: { query: t.arg.string({ required: true }), ...listArguments },
    resolve: async (_, { query, ...args }, { state, currency }) => {
      const search = (request: PageRequest) =>
        renamingFields(state.clients.catalog.searchProducts({ ...request, query: query.trim() }), toArgument);
      const request = toPageRequest(args, currency);
      return { page: await search(request), facets: async () => (await search({ ...request, ...FACETS_ONLY })).facets };
    },
  }));

builder.queryField("product", (t) =>
  t.field({
    ...needs("anyone"),
    type: Product,
    nullable: true,
    description: "Reads one product; null when there is none of that name",
    args: { slug: t.arg.string({ required: true }) },
    resolve: async (_, { slug }, { state }) => {
      try {
        return (await state.clients.catalog.getProduct({ slug })).product;
      } catch (error) {
        if (error instanceof ShopError && error.code === ErrorCode.NOT_FOUND) return null;
        throw error;
      }
    },
  }));

builder.queryField("categories", (t) =>
  t.field({
    ...needs("anyone"),
    type: [Category],
    description: "Reads the whole category tree, parents before children",
    resolve: async (_, _args, { state }) => (await state.clients.catalog.listCategories({})).categories,
  }));

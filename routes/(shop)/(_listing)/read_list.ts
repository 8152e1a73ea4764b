import type { Clients } from "../../../edge/clients/clients.ts";
import type { ListProductsResponse, SearchProductsResponse } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { filterOf, type ListingQuery, SORTS } from "./listing_query.ts";

const PAGE_SIZE = 24;

/** A page of products with its facets. */
export type ProductList = ListProductsResponse | SearchProductsResponse;

/**
 * Reads what a list's address asks for.
 *
 * @returns null when its cursor is none of ours, or of another list: the first page serves then
 */
export async function readList(catalog: Clients["catalog"], query: ListingQuery): Promise<ProductList | null> {
  const request = {
    filter: filterOf(query),
    sort: SORTS[query.sort].sort,
    pageSize: PAGE_SIZE,
    cursor: query.cursor,
    withFacets: true,
  };
  try {
    return query.words === ""
      ? await catalog.listProducts(request)
      : await catalog.searchProducts({ ...request, query: query.words });
  } catch (error) {
    const isCursor = error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT && query.cursor !== "";
    if (isCursor) return null;
    throw error;
  }
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  SearchProductsRequest,
  SearchProductsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { readFacets } from "./facets.ts";
import { orderOf, RELEVANCE } from "./order.ts";
import { readPage } from "./page.ts";
import { queryWords } from "./search.ts";

/** Finds products for sale by what a shopper typed. One query, and one more when facets are asked for. */
export async function searchProducts(
  sql: Database,
  request: SearchProductsRequest,
): Promise<MessageInitShape<typeof SearchProductsResponseSchema>> {
  const words = queryWords(request.query);
  if (words.length === 0) return request.withFacets ? { facets: {} } : {};
  const listing = { order: orderOf(request.sort, RELEVANCE), filter: request.filter, words };
  const [page, facets] = await Promise.all([
    readPage(sql, listing, { size: request.pageSize, cursor: request.cursor }),
    request.withFacets ? readFacets(sql, listing) : undefined,
  ]);
  return { ...page, ...(facets ? { facets } : {}) };
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ListProductsRequest,
  ListProductsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { readFacets } from "./facets.ts";
import { orderOf } from "./order.ts";
import { readPage } from "./page.ts";

/** Lists products for sale. One query, and one more when facets are asked for. */
export async function listProducts(
  sql: Database,
  request: ListProductsRequest,
): Promise<MessageInitShape<typeof ListProductsResponseSchema>> {
  const listing = { order: orderOf(request.sort), filter: request.filter, words: [] };
  const [page, facets] = await Promise.all([
    readPage(sql, listing, { size: request.pageSize, cursor: request.cursor }),
    request.withFacets ? readFacets(sql, listing) : undefined,
  ]);
  return { ...page, ...(facets ? { facets } : {}) };
}

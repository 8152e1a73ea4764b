import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListStockRequest, ListStockResponseSchema } from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";
import { readCursor, writeCursor } from "../../kit/cursor.ts";
import { levelColumns, stockLevel, type StockLevelRow } from "./stock_level.ts";

const DEFAULT_PAGE_SIZE = 50;
const SKU = /^[^\p{Cc}]{1,64}$/u;
const LOCATION = /^[a-z0-9-]{1,40}$/;
/** After any SKU that begins with what stands before it. */
const LAST_CHARACTER = String.fromCodePoint(0x10ffff);

/** Lists a page of stock, by SKU in the order of its bytes and by location. Stock made meanwhile neither repeats nor hides other. */
export async function listStock(
  database: Database,
  request: ListStockRequest,
): Promise<MessageInitShape<typeof ListStockResponseSchema>> {
  const { lowOnly, skuPrefix, location } = request;
  const size = request.pageSize || DEFAULT_PAGE_SIZE;
  const [afterSku, afterLocation] = request.cursor === "" ? ["", ""] : readCursor(request.cursor, SKU, LOCATION);
  // One more than asked for tells whether there is a next page
  const rows = await database<StockLevelRow[]>`
    select ${levelColumns(database)}
    from variants
    join stock on stock.variant_id = variants.id
    join products on products.id = product_id
    where sku collate "C" >= ${afterSku!} and (sku collate "C" > ${afterSku!} or location collate "C" > ${afterLocation!})
      and sku collate "C" >= ${skuPrefix} and sku collate "C" < ${skuPrefix + LAST_CHARACTER}
      and (${location} = '' or location = ${location})
      ${lowOnly ? database`and low_at is not null and on_hand - reserved <= low_at` : database``}
    order by sku collate "C", location collate "C"
    limit ${size + 1}`;
  const page = rows.slice(0, size);
  const last = rows.length > size ? page.at(-1) : undefined;
  return { levels: page.map(stockLevel), nextCursor: last ? writeCursor([last.sku, last.location]) : "" };
}

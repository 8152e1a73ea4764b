import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ListMovementsRequest,
  ListMovementsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { readCursor, writeCursor } from "../../kit/cursor.ts";
import { type Reason, reasonOf } from "./stock_reason.ts";

const DEFAULT_PAGE_SIZE = 50;
/** After the newest. */
const NO_ID = String(2n ** 63n - 1n);
const ID = /^\d{1,18}$/;

interface Row {
  id: bigint;
  location: string;
  change: number;
  reason: Reason;
  orderNumber: string | null;
  actor: string;
  note: string;
  at: Date;
}

/** Lists a page of what came to and went from a variant's stock, newest first. Fails with NOT_FOUND. */
export async function listMovements(
  database: Database,
  request: ListMovementsRequest,
): Promise<MessageInitShape<typeof ListMovementsResponseSchema>> {
  const { sku, location } = request;
  const size = request.pageSize || DEFAULT_PAGE_SIZE;
  const [before] = request.cursor === "" ? [NO_ID] : readCursor(request.cursor, ID);
  // One more than asked for tells whether there is a next page; a row without an id, that there is such a variant at all
  const found = await database<(Row | { id: null })[]>`
    select movement.* from variants left join lateral (
      select stock_movements.id, location, change, reason, orders.number as "orderNumber", actor, note,
        stock_movements.created_at as at
      from stock_movements left join orders on orders.id = order_id
      where variant_id = variants.id and stock_movements.id < ${before!} and (${location} = '' or location = ${location})
      order by stock_movements.id desc limit ${size + 1}
    ) movement on true
    where sku = ${sku}
    order by movement.id desc`;
  if (found.length === 0) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot list: there is no variant "${sku}"`);
  const rows = found.filter((row): row is Row => row.id !== null);
  const page = rows.slice(0, size);
  const last = rows.length > size ? page.at(-1) : undefined;
  return {
    movements: page.map(({ id: _id, reason, orderNumber, at, ...rest }) => ({
      ...rest,
      reason: reasonOf(reason),
      orderNumber: orderNumber ?? "",
      at: timestampFromDate(at),
    })),
    nextCursor: last ? writeCursor([String(last.id)]) : "",
  };
}

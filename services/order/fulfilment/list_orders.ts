import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ListOrdersRequest,
  ListOrdersResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import type { Fragment } from "postgres";
import type { Database } from "../../kit/database.ts";
import { money } from "../money.ts";
import { PROTO_STATUS, type Status, statusOf } from "../orders/order_status.ts";

const DEFAULT_PAGE_SIZE = 20;
/** How a number begins that tells orders apart: all share what is before. */
const NUMBER = /^SF-./i;

/** Comes after every id. */
const MAX_ID = "9223372036854775807";
/** Comes after every other character. */
const LAST = "\u{10FFFF}";

interface Row {
  id: bigint;
  number: string;
  status: Status;
  placedAt: Date;
  email: string;
  name: string;
  currency: string;
  total: bigint;
}

/** Lists orders for staff, newest first, with one statement. */
export async function listOrders(
  database: Database,
  { status, prefix, pageSize, cursor }: ListOrdersRequest,
): Promise<MessageInitShape<typeof ListOrdersResponseSchema>> {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  const before = cursor || MAX_ID;
  const wanted = statusOf(status);
  const begins = prefix.trim();
  const rows = await database<Row[]>`
    ${begins === "" ? database`` : found(database, begins)}
    select id, number, status, placed_at as "placedAt", email, ship_name as name, currency, total
    from ${begins === "" ? database`orders` : database`found`}
    where ${wanted === undefined ? database`id < ${before}` : ofStatus(database, wanted, before)}
    order by ${wanted === undefined ? database`` : database`status desc,`} id desc limit ${size + 1}`;
  const page = rows.slice(0, size);
  return {
    orders: page.map(({ id: _id, status, placedAt, currency, total, ...order }) => ({
      ...order,
      status: PROTO_STATUS[status],
      placedAt: timestampFromDate(placedAt),
      total: money(currency, total),
    })),
    nextCursor: rows.length > size ? String(page.at(-1)!.id) : "",
  };
}

/**
 * Those of a status that come after the row that a page ended with. A range of one status: told of an equality, PostgreSQL may look
 * for a rare one among all orders, newest first, in place of in its index.
 */
function ofStatus(database: Database, status: Status, before: string): Fragment {
  return database`status >= ${status} and (status, id) < (${status}, ${before})`;
}

/** The orders whose e-mail or number begins so; found first, because an index that leads by prefix does not lead by age. */
function found(database: Database, begins: string): Fragment {
  const byNumber = database`
    or (number >= upper(${begins}) and number < upper(${begins}) || ${LAST})`;
  return database`
    with found as materialized (
      select * from orders
      where (lower(email) collate "C" >= lower(${begins}) and lower(email) collate "C" < lower(${begins}) || ${LAST})
        ${NUMBER.test(begins) ? byNumber : database``}
    )`;
}

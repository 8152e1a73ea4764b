import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ListReturnsRequest,
  ListReturnsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import type { Fragment } from "postgres";
import type { Database } from "../../kit/database.ts";
import { PROTO_RETURN, type ReturnState, returnStateOf } from "./return_state.ts";

const DEFAULT_PAGE_SIZE = 20;
/** Comes after every id. */
const MAX_ID = "9223372036854775807";

interface Row {
  id: bigint;
  number: string;
  status: ReturnState;
  reason: string;
  rejection: string;
  requestedAt: Date;
  items: { sku: string; quantity: number }[];
  orderNumber: string;
  email: string;
}

/** Lists returns for staff, newest first, with one statement. */
export async function listReturns(
  database: Database,
  { status, pageSize, cursor }: ListReturnsRequest,
): Promise<MessageInitShape<typeof ListReturnsResponseSchema>> {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  const before = cursor || MAX_ID;
  const wanted = returnStateOf(status);
  const rows = await database<Row[]>`
    select returns.id, returns.number, returns.status, reason, requested_at as "requestedAt", orders.number as "orderNumber",
      email, coalesce((
        select reason from return_status_changes where return_id = returns.id and status = 'rejected'
      ), '') as rejection, (
        select jsonb_agg(jsonb_build_object('sku', sku, 'quantity', return_lines.quantity) order by position)
        from return_lines join order_lines using (order_id, position) where return_id = returns.id
      ) as items
    from returns join orders on orders.id = order_id
    where ${wanted === undefined ? database`returns.id < ${before}` : ofState(database, wanted, before)}
    order by ${wanted === undefined ? database`` : database`returns.status desc,`} returns.id desc limit ${size + 1}`;
  const page = rows.slice(0, size);
  return {
    returns: page.map(({ number, status, reason, rejection, requestedAt, items, orderNumber, email }) => ({
      return: {
        number,
        status: PROTO_RETURN[status],
        items,
        reason,
        rejection,
        requestedAt: timestampFromDate(requestedAt),
      },
      orderNumber,
      email,
    })),
    nextCursor: rows.length > size ? String(page.at(-1)!.id) : "",
  };
}

/** Those of a state that come after the row that a page ended with; a range, so that they are found by their index. */
function ofState(database: Database, state: ReturnState, before: string): Fragment {
  return database`returns.status >= ${state} and (returns.status, returns.id) < (${state}, ${before})`;
}

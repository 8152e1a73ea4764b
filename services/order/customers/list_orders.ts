import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ListCustomerOrdersRequest,
  ListCustomerOrdersResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { readCursor, writeCursor } from "../../kit/cursor.ts";
import type { Database } from "../../kit/database.ts";
import { orderMessage } from "../orders/order_message.ts";
import { readOrders } from "../orders/read_order.ts";

const DEFAULT_PAGE_SIZE = 20;
const ID = /^[0-9]{1,18}$/;

/** Lists an account's orders, newest first, with one statement. */
export async function listCustomerOrders(
  database: Database,
  { pageSize, cursor }: ListCustomerOrdersRequest,
  { userId }: Principal,
): Promise<MessageInitShape<typeof ListCustomerOrdersResponseSchema>> {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  const [before] = cursor === "" ? [] : readCursor(cursor, ID);
  const rows = await readOrders(database, database`customer_id = ${userId}`, { before, limit: size + 1 });
  const page = rows.slice(0, size);
  return {
    orders: page.map((row) => orderMessage(row)),
    nextCursor: rows.length > size ? writeCursor([String(page.at(-1)!.id)]) : "",
  };
}

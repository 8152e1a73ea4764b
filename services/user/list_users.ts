import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListUsersRequest, ListUsersResponseSchema } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import { readCursor, writeCursor } from "../kit/cursor.ts";
import type { Database } from "../kit/database.ts";
import { userMessage, type UserRow } from "./user_message.ts";

const DEFAULT_PAGE_SIZE = 20;
/** When an account was made, in microseconds since the epoch: finer than a Date. Its id parts those of one instant. */
const INSTANT = /^\d{1,16}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Before the newest account: in the year 2286. */
const FIRST_PAGE = ["9999999999999999", "00000000-0000-0000-0000-000000000000"];

/** Lists a page of accounts, newest first. Accounts made meanwhile neither repeat nor hide others. */
export async function listUsers(
  database: Database,
  request: ListUsersRequest,
): Promise<MessageInitShape<typeof ListUsersResponseSchema>> {
  const size = request.pageSize || DEFAULT_PAGE_SIZE;
  const [instant, id] = request.cursor === "" ? FIRST_PAGE : readCursor(request.cursor, INSTANT, ID);
  // One more than asked for tells whether there is a next page
  const rows = await database<(UserRow & { instant: bigint })[]>`
    select id, email, display_name as "displayName", created_at as "createdAt",
      (extract(epoch from created_at) * 1000000)::bigint as instant
    from users
    where (created_at, id) < (timestamptz 'epoch' + ${instant!}::bigint * interval '1 microsecond', ${id!})
    order by created_at desc, id desc limit ${size + 1}`;
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    users: page.map(userMessage),
    nextCursor: last && rows.length > size ? writeCursor([String(last.instant), last.id]) : "",
  };
}

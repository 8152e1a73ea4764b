import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListUsersRequest, ListUsersResponseSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { readCursor, writeCursor } from "../../kit/cursor.ts";
import type { Database, Query } from "../../kit/database.ts";
import { beginsWith } from "../../kit/begins_with.ts";
import { staffColumns, type StaffRow, userMessage } from "./user_message.ts";

const DEFAULT_PAGE_SIZE = 20;
/** When an account was made, in microseconds since the epoch: finer than a Date. Its id parts those of one instant. */
const INSTANT = /^\d{1,16}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Before the newest account: in the year 2286. */
const FIRST_PAGE = ["9999999999999999", "00000000-0000-0000-0000-000000000000"];

/** Lists a page of accounts, newest first. Accounts made meanwhile neither repeat nor hide others. */
export async function listUsers(
  database: Database,
  { pageSize, cursor, emailPrefix }: ListUsersRequest,
): Promise<MessageInitShape<typeof ListUsersResponseSchema>> {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  const [instant, id] = cursor === "" ? FIRST_PAGE : readCursor(cursor, INSTANT, ID);
  // One more than asked for tells whether there is a next page
  const rows = await database<(StaffRow & { instant: bigint })[]>`
    ${emailPrefix === "" ? database`` : withPrefix(database, emailPrefix)}
    select ${staffColumns(database)}, (extract(epoch from created_at) * 1000000)::bigint as instant
    from ${emailPrefix === "" ? database`users` : database`found as users`}
    where (created_at, id) < (timestamptz 'epoch' + ${instant!}::bigint * interval '1 microsecond', ${id!})
      and erased_at is null
    order by created_at desc, id desc limit ${size + 1}`;
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    users: page.map(userMessage),
    nextCursor: last && rows.length > size ? writeCursor([String(last.instant), last.id]) : "",
  };
}

/** Found first and sorted then: going through all accounts by their age for a few of them would take long. */
function withPrefix(query: Query, prefix: string) {
  return query`
    with found as materialized (
      select * from users where ${beginsWith(query, query`lower(email)`, query`lower(${prefix})`)}
    )`;
}

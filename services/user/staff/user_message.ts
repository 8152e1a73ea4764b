import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { UserSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { rolesOf, userColumns, type UserRow } from "../user_row.ts";

/** An account as staff sees it. */
export interface StaffRow extends UserRow {
  secondFactor: boolean;
}

/** The columns of a {@linkcode StaffRow}, of the table of users. */
export function staffColumns(query: Query) {
  return query`
    ${userColumns(query)},
    exists (select from totps where user_id = users.id and confirmed_at is not null)
      or exists (select from passkeys where user_id = users.id) as "secondFactor"`;
}

/**
 * An account as staff sees it.
 *
 * @param action for the message, such as "read"
 * @throws {ShopError} NOT_FOUND when there is none, or its owner had it erased
 */
export async function readStaffRow(query: Query, id: string, action: string): Promise<StaffRow> {
  const [user] = await query<StaffRow[]>`
    select ${staffColumns(query)} from users where id = ${id} and erased_at is null`;
  if (user) return user;
  throw new ShopError(ErrorCode.NOT_FOUND, `Cannot ${action} user "${id}": it does not exist`);
}

/** An account as the contract carries it. */
export function userMessage(user: StaffRow): MessageInitShape<typeof UserSchema> {
  return {
    id: user.id,
    email: user.email,
    displayName: user.displayName,
    createdAt: timestampFromDate(user.createdAt),
    emailVerified: user.emailVerifiedAt !== null,
    roles: rolesOf(user),
    disabled: user.disabledAt !== null,
    secondFactor: user.secondFactor,
  };
}

import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { userColumns, type UserRow } from "../user_row.ts";

/**
 * Reads an account so that of two who change its factors at once, one waits for the other.
 *
 * @throws {ShopError} UNAUTHENTICATED when it is gone
 */
export async function lockAccount(tx: Query, userId: string): Promise<UserRow> {
  const [user] = await tx<UserRow[]>`
    select ${userColumns(tx)} from users where id = ${userId} and erased_at is null for update`;
  if (user) return user;
  throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot change the account: it is gone");
}

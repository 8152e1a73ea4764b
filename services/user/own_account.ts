import type { Principal } from "../kit/auth/principal.ts";
import type { Query } from "../kit/database.ts";
import { ErrorCode, ShopError } from "../kit/errors.ts";
import { readUser, userColumns, type UserRow } from "./user_row.ts";

/**
 * The account of whoever is signed in.
 *
 * @throws {ShopError} UNAUTHENTICATED when it was disabled or erased since: its sessions have ended, and that is not known
 * everywhere at once
 */
export async function ownAccount(query: Query, { userId }: Principal): Promise<UserRow> {
  return stillThere(await readUser(query, userId));
}

/** The same, kept from changing until the transaction ends. What is an account's own changes for one at a time. */
export async function lockOwnAccount(tx: Query, { userId }: Principal): Promise<UserRow> {
  const [user] = await tx<UserRow[]>`
    select ${userColumns(tx)} from users where id = ${userId} and erased_at is null for no key update`;
  return stillThere(user);
}

function stillThere(user: UserRow | undefined): UserRow {
  if (user && user.disabledAt === null) return user;
  throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot answer: the account is closed");
}

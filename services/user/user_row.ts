import type { Query } from "../kit/database.ts";
import { Role } from "../../proto/gen/shopflow/user/v1/user_pb.ts";

/** A row of the table of users. */
export interface UserRow {
  id: string;
  email: string;
  displayName: string;
  createdAt: Date;
  emailVerifiedAt: Date | null;
  passwordHash: string | null;
  phone: string;
  bio: string;
  /** Besides that of a customer, in lower case. */
  roles: string[];
  shopperId: string;
  generation: number;
  disabledAt: Date | null;
  erasedAt: Date | null;
}

/** The columns of a {@linkcode UserRow}. */
export function userColumns(query: Query) {
  return query`
    id, email, display_name as "displayName", created_at as "createdAt", email_verified_at as "emailVerifiedAt",
    password_hash as "passwordHash", phone, bio, roles, shopper_id as "shopperId", generation,
    disabled_at as "disabledAt", erased_at as "erasedAt"`;
}

/** An account; undefined when there is none, or its owner had it erased. */
export async function readUser(query: Query, id: string): Promise<UserRow | undefined> {
  const [user] = await query<UserRow[]>`
    select ${userColumns(query)} from users where id = ${id} and erased_at is null`;
  return user;
}

/**
 * The account of an address, in whatever case. What is typed is made small here and not by PostgreSQL, which has "İ" be "i":
 * whoever tries passwords would have a limit of its own for each way to write one address, see `Throttle`.
 */
export async function readUserByEmail(query: Query, email: string): Promise<UserRow | undefined> {
  const [user] = await query<UserRow[]>`
    select ${userColumns(query)} from users where lower(email) = ${email.toLowerCase()} and erased_at is null`;
  return user;
}

/** Roles as the contract has them. */
export function rolesOf({ roles }: Pick<UserRow, "roles">): Role[] {
  return roles.map((role) => Role[role.toUpperCase() as keyof typeof Role]);
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { PasskeySchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Query } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";

/** A passkey, without what it is checked with. */
export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  synced: boolean;
}

/** The columns of a {@linkcode PasskeyRow}. */
export function passkeyColumns(query: Query) {
  return query`id, name, created_at as "createdAt", last_used_at as "lastUsedAt", synced`;
}

/** An account's passkeys, oldest first. */
export async function listPasskeys(query: Query, userId: string): Promise<PasskeyRow[]> {
  return await query<PasskeyRow[]>`
    select ${passkeyColumns(query)} from passkeys where user_id = ${userId} order by created_at, id`;
}

/** A passkey as the contract has it. */
export function passkeyMessage(
  { id, name, createdAt, lastUsedAt, synced }: PasskeyRow,
): MessageInitShape<typeof PasskeySchema> {
  return {
    id,
    name,
    createdAt: timestampFromDate(createdAt),
    ...(lastUsedAt && { lastUsedAt: timestampFromDate(lastUsedAt) }),
    synced,
  };
}

/** A passkey's name as it is kept. @throws {ShopError} INVALID_ARGUMENT when it cannot be shown */
export function passkeyName(typed: string): string {
  const name = typed.trim();
  if (name !== "" && !/\p{Cc}/u.test(name)) return name;
  throw invalidArgument("Cannot name the passkey: the name cannot be shown", "name", "Must be one line of text");
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { AccountSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Query } from "../../kit/database.ts";
import { rolesOf, type UserRow } from "../user_row.ts";

interface Factors {
  totp: boolean;
  recoveryCodesLeft: number;
  pendingEmail: string | null;
}

interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  synced: boolean;
}

/** An account as its owner sees it. */
export async function accountMessage(
  query: Query,
  user: UserRow,
  principal: Principal,
): Promise<MessageInitShape<typeof AccountSchema>> {
  const [factors] = await query<Factors[]>`
    select
      exists (select from totps where user_id = ${user.id} and confirmed_at is not null) as totp,
      (select count(*) from recovery_codes where user_id = ${user.id} and used_at is null)::int as "recoveryCodesLeft",
      (select email from one_time_tokens where user_id = ${user.id} and purpose = 'change_email' and used_at is null
        and expires_at > now() order by created_at desc limit 1) as "pendingEmail"`;
  const passkeys = await query<PasskeyRow[]>`
    select id, name, created_at as "createdAt", last_used_at as "lastUsedAt", synced from passkeys
    where user_id = ${user.id} order by created_at, id`;
  const { totp, recoveryCodesLeft, pendingEmail } = factors!;
  const hasSecondFactor = totp || passkeys.length > 0;
  return {
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    pendingEmail: pendingEmail ?? "",
    displayName: user.displayName,
    phone: user.phone,
    bio: user.bio,
    roles: rolesOf(user),
    secondFactorNeeded: principal.secondFactorNeeded || (user.roles.length > 0 && !hasSecondFactor),
    hasPassword: user.passwordHash !== null,
    totp,
    recoveryCodesLeft,
    passkeys: passkeys.map(({ createdAt, lastUsedAt, ...rest }) => ({
      ...rest,
      createdAt: timestampFromDate(createdAt),
      ...(lastUsedAt && { lastUsedAt: timestampFromDate(lastUsedAt) }),
    })),
    createdAt: timestampFromDate(user.createdAt),
  };
}

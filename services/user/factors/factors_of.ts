import type { Query } from "../../kit/database.ts";

/** What an account can show besides its password. */
export interface Factors {
  /** Whether it has an authenticator that was shown to work. */
  totp: boolean;
  passkeys: number;
  recoveryCodesLeft: number;
}

/** Reads what an account can show. */
export async function factorsOf(query: Query, userId: string): Promise<Factors> {
  const [factors] = await query<Factors[]>`
    select
      exists (select from totps where user_id = ${userId} and confirmed_at is not null) as totp,
      (select count(*)::int from passkeys where user_id = ${userId}) as passkeys,
      (select count(*)::int from recovery_codes where user_id = ${userId} and used_at is null) as "recoveryCodesLeft"`;
  return factors!;
}

/** Whether an account asks for more than its password. Recovery codes stand in for a factor and are none themselves. */
export function hasSecondFactor({ totp, passkeys }: Factors): boolean {
  return totp || passkeys > 0;
}

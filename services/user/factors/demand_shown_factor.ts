import type { Principal } from "../../kit/auth/principal.ts";
import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { FactorParts } from "./factor_parts.ts";
import { factorsOf, hasSecondFactor } from "./factors_of.ts";

/**
 * Holds whoever changes an account's second factors to the one it has: a session that began with the password alone, before the
 * first factor was added, must not take it away or add another.
 *
 * @throws {ShopError} RECENT_SIGN_IN_REQUIRED, which leads to showing it
 */
export async function demandShownFactor(
  query: Query,
  sessions: FactorParts["sessions"],
  principal: Principal,
): Promise<void> {
  if (principal.secondFactor || !hasSecondFactor(await factorsOf(query, principal.userId))) return;
  if (await sessions.hasShownSecondFactor(principal)) return;
  throw new ShopError(
    ErrorCode.RECENT_SIGN_IN_REQUIRED,
    "Cannot change the second factors: this session has not shown the one there is",
  );
}

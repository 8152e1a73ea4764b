import { transaction } from "../../kit/database.ts";
import { inRedis } from "../in_redis.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { makeToken } from "../one_time_tokens.ts";
import type { UserRow } from "../user_row.ts";
import type { SignInParts } from "./sign_in_parts.ts";

/** At most one mail in this time. */
const PAUSE_MS = 10 * 60_000;

/**
 * Mails the link that proves an address to its owner, who tried to sign in without having used it.
 *
 * Nobody waits for it, or the time of the answer would tell of the account: it never fails, and logs when it could not be done.
 */
export async function remindOfVerification(
  { database, redis, secrets, log }: Pick<SignInParts, "database" | "redis" | "secrets" | "log">,
  { id: userId, email, displayName }: UserRow,
): Promise<void> {
  try {
    const isFirst = await inRedis(() => redis.set(`sign_in:reminded:${userId}`, 1, { nx: true, px: PAUSE_MS }));
    if (isFirst === null) return;
    await transaction(database, async (tx) => {
      const tokenId = await makeToken(tx, secrets, { purpose: "verify_email", userId, email });
      await queueMail(tx, { kind: "verify_email", userId, to: email, name: displayName, tokenId });
    });
  } catch (error) {
    log.warn("an address's owner was not reminded to prove it", { user_id: userId, error });
  }
}

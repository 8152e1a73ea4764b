import { transaction } from "../../kit/database.ts";
import { lockAccount } from "../factors/lock_account.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { makeToken, mayMakeToken } from "../one_time_tokens.ts";
import type { UserRow } from "../user_row.ts";
import type { SignInParts } from "./sign_in_parts.ts";

/**
 * Mails the link that proves an address to its owner, who tried to sign in without having used it.
 *
 * Nobody waits for it, or the time of the answer would tell of the account: it never fails, and logs when it could not be done.
 */
export async function remindOfVerification(
  { database, secrets, log }: Pick<SignInParts, "database" | "secrets" | "log">,
  { id: userId, email, displayName }: UserRow,
): Promise<void> {
  try {
    await transaction(database, async (tx) => {
      await lockAccount(tx, userId);
      if (!await mayMakeToken(tx, "verify_email", userId)) return;
      const tokenId = await makeToken(tx, secrets, { purpose: "verify_email", userId, email });
      await queueMail(tx, { kind: "verify_email", userId, to: email, name: displayName, tokenId });
    });
  } catch (error) {
    log.warn("an address's owner was not reminded to prove it", { user_id: userId, error });
  }
}

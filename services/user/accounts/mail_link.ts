import type { Query } from "../../kit/database.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { makeToken, mayMakeToken } from "../one_time_tokens.ts";
import type { Secrets } from "../secrets.ts";
import type { UserRow } from "../user_row.ts";

/**
 * Mails an account's owner a link that somebody asked for, who need not be the owner: seldom enough that nobody's mailbox is
 * filled. Beyond that nothing is sent, and nobody told. The account's row is locked.
 */
export async function mailLink(
  tx: Query,
  secrets: Secrets,
  { id: userId, email, displayName }: UserRow,
  kind: "verify_email" | "reset_password" | "choose_password" | "already_registered",
): Promise<void> {
  const purpose = kind === "verify_email" ? kind : "reset_password";
  if (!await mayMakeToken(tx, purpose, userId)) return;
  const tokenId = await makeToken(tx, secrets, { purpose, userId, email });
  await queueMail(tx, { kind, userId, to: email, name: displayName, tokenId });
}

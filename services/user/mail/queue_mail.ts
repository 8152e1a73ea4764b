import type { Query } from "../../kit/database.ts";
import { textOf } from "../../kit/mail/event_fields.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";

/** What an account's owner is written about. */
export type UserMailKind =
  | "verify_email"
  | "already_registered"
  | "reset_password"
  | "choose_password"
  | "change_email"
  | "email_changing"
  | "email_taken"
  | "password_changed"
  | "second_factor_added"
  | "second_factor_removed"
  | "recovery_codes_low"
  | "roles_changed"
  | "export_ready"
  | "account_erased";

/** A mail to be sent once the transaction commits. It holds no secret: the token of a link is made from its id. */
export interface UserMail {
  readonly kind: UserMailKind;
  readonly userId: string;
  readonly to: string;
  readonly name: string;
  /** Id of the link, where the mail has one. */
  readonly tokenId?: string;
}

/** The type of the events by which mails wait. */
export const MAIL_EVENT = "user.mail";

/** Has a mail sent, exactly if the transaction commits. */
export async function queueMail(tx: Query, mail: UserMail): Promise<void> {
  await tx`select emit_event(${`user:${mail.userId}`}, ${MAIL_EVENT}, ${tx.json({ ...mail })})`;
}

/** Reads a mail that waits. */
export function readMail(event: OutboxEvent): UserMail {
  return {
    kind: textOf(event, "kind") as UserMailKind,
    userId: textOf(event, "userId"),
    to: textOf(event, "to"),
    name: textOf(event, "name"),
    ...(event.payload.tokenId !== undefined && { tokenId: textOf(event, "tokenId") }),
  };
}

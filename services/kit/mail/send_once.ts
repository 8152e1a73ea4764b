import type { OutboxEvent } from "../outbox/consumer.ts";
import type { Content } from "./content.ts";
import type { Mailer } from "./mailer.ts";
import { renderMail } from "./render_mail.ts";

/** Attempts at a mail, over about half a day: a mail server is away for a night at times, and mails wait. */
export const MAIL_ATTEMPTS = 24;

/** Where it is written down to whom an event was mailed. */
export interface SentMails {
  has(event: OutboxEvent, to: string): Promise<boolean>;
  /** Writes it down; does nothing when it is. */
  add(event: OutboxEvent, to: string, subject: string): Promise<void>;
}

/**
 * Sends a mail for an event unless that was done before.
 *
 * First the server takes it, then that is written down. Whoever dies between the two sends it once more, under the same
 * Message-ID, by which most mail programs show it once: a mail that comes twice is better than one that never comes.
 *
 * @throws {MailRefused} when trying again cannot help
 */
export async function sendOnce(
  mailer: Mailer,
  sent: SentMails,
  event: OutboxEvent,
  { to, content }: { readonly to: string; readonly content: Content },
  signal: AbortSignal,
): Promise<void> {
  if (await sent.has(event, to)) return;
  const ready = renderMail(to, content);
  await mailer.send(ready, `${event.id}-${await digest(to)}`, signal);
  await sent.add(event, to, ready.subject);
}

/** Tells the recipients of one event apart, without telling one of another. */
async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes, 0, 8).toHex();
}

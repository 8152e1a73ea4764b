import type { Database } from "../../kit/database.ts";
import type { Mailer } from "../../kit/mail/mailer.ts";
import { renderMail } from "../../kit/mail/render_mail.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import type { ShopMail } from "./shop_mail.ts";

/**
 * Sends a mail for an event unless that was done before.
 *
 * First the server takes it, then that is written down. Whoever dies between the two sends it once more, under the same
 * Message-ID, by which most mail programs show it once: a mail that comes twice is better than one that never comes.
 */
export async function sendOnce(
  database: Database,
  mailer: Mailer,
  event: OutboxEvent,
  { to, content, orderId }: ShopMail,
  signal: AbortSignal,
): Promise<void> {
  const [sent] = await database`select from mails where event_id = ${event.id} and recipient = ${to}`;
  if (sent) return;
  const ready = renderMail(to, content);
  await mailer.send(ready, `${event.id}-${await digest(to)}`, signal);
  await database`
    insert into mails (event_id, recipient, kind, order_id, subject)
    values (${event.id}, ${to}, ${event.type}, ${orderId}, ${ready.subject})
    on conflict do nothing`;
}

/** Tells the recipients of one event apart, without telling one of another. */
async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes, 0, 8).toHex();
}

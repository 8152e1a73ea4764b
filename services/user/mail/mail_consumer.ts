import { Buffer } from "node:buffer";
import type { Database, Query } from "../../kit/database.ts";
import { MailRefused } from "../../kit/mail/mail.ts";
import type { Mailer } from "../../kit/mail/mailer.ts";
import type { Shop } from "../../kit/mail/open_mail.ts";
import { MAIL_ATTEMPTS, sendOnce, type SentMails } from "../../kit/mail/send_once.ts";
import { type OutboxEvent, type RemoteConsumer, Undeliverable } from "../../kit/outbox/consumer.ts";
import { isOpen, tokenOf } from "../one_time_tokens.ts";
import type { Secrets } from "../secrets.ts";
import { MAIL_EVENT, readMail } from "./queue_mail.ts";
import { userMailContent } from "./user_mail_content.ts";

/** Sends the mails that `queueMail()` queued. While the mail server is away, mails wait and nothing else does. */
export function mailConsumer(database: Database, mailer: Mailer, shop: Shop, secrets: Secrets): RemoteConsumer {
  const sent = sentMails(database, secrets);
  return {
    name: "mail",
    types: [MAIL_EVENT],
    attempts: MAIL_ATTEMPTS,
    async deliver(event, signal) {
      const mail = readMail(event);
      const { to, tokenId } = mail;
      // A link that was used, or that a later one replaced, would only tell its reader that it does not work
      if (tokenId !== undefined && !await isOpen(database, tokenId)) return;
      const content = userMailContent(shop, mail, tokenId && tokenOf(secrets, tokenId));
      try {
        await sendOnce(mailer, sent, event, { to, content }, signal);
      } catch (error) {
        if (!(error instanceof MailRefused)) throw error;
        throw new Undeliverable(error.message, { cause: error });
      }
    },
  };
}

/** The table of mails. It does not say who got them: that would have to be found and erased with the account. */
function sentMails(query: Query, secrets: Secrets): SentMails {
  const hash = (to: string) => Buffer.from(secrets.token(`recipient:${to}`), "base64url");
  return {
    async has({ id }: OutboxEvent, to) {
      return (await query`select from mails where event_id = ${id} and recipient_hash = ${hash(to)}`).length > 0;
    },
    async add({ id, payload }: OutboxEvent, to) {
      await query`
        insert into mails (event_id, recipient_hash, kind) values (${id}, ${hash(to)}, ${String(payload.kind)})
        on conflict do nothing`;
    },
  };
}

import type { Database } from "../../kit/database.ts";
import { MailRefused } from "../../kit/mail/mail.ts";
import type { Mailer } from "../../kit/mail/mailer.ts";
import { MAIL_ATTEMPTS, sendOnce, type SentMails } from "../../kit/mail/send_once.ts";
import { type OutboxEvent, type RemoteConsumer, Undeliverable } from "../../kit/outbox/consumer.ts";
import { ORDER_MAILS, orderMails } from "./order_mails.ts";
import type { MailShop } from "./shop.ts";
import { backInStockMails, lowStockMails } from "./stock_mails.ts";

/** Mails people about what happened. While the mail server is away, mails wait and nothing else does. */
export function mailConsumer(database: Database, mailer: Mailer, shop: MailShop): RemoteConsumer {
  return {
    name: "mail",
    types: [...ORDER_MAILS, "stock.low", "stock.back"],
    attempts: MAIL_ATTEMPTS,
    async deliver(event, signal) {
      let refused: MailRefused | undefined;
      for (const mail of await mailsFor(database, shop, event)) {
        try {
          await sendOnce(mailer, sentMails(database, mail.orderId), event, mail, signal);
        } catch (error) {
          if (!(error instanceof MailRefused)) throw error;
          refused = error; // keeps no other from being sent
        }
        if (mail.noticeId !== null) await closeNotice(database, mail.noticeId);
      }
      if (refused) throw new Undeliverable(refused.message, { cause: refused });
    },
  };
}

/** The table of mails; those of an order are found by it. */
function sentMails(database: Database, orderId: bigint | null): SentMails {
  return {
    async has({ id }, to) {
      return (await database`select from mails where event_id = ${id} and recipient = ${to}`).length > 0;
    },
    async add({ id, type }, to, subject) {
      await database`
        insert into mails (event_id, recipient, kind, order_id, subject)
        values (${id}, ${to}, ${type}, ${orderId}, ${subject})
        on conflict do nothing`;
    },
  };
}

function mailsFor(database: Database, shop: MailShop, event: OutboxEvent) {
  switch (event.type) {
    case "stock.low":
      return lowStockMails(database, shop, event);
    case "stock.back":
      return backInStockMails(database, shop, event);
    default:
      return orderMails(database, shop, event);
  }
}

/** Writes that a wish to be told was answered. Whoever dies before it finds the mail written down as sent. */
async function closeNotice(database: Database, noticeId: bigint): Promise<void> {
  await database`update stock_notices set notified_at = now() where id = ${noticeId} and notified_at is null`;
}

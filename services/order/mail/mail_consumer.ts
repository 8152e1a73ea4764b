import type { Database } from "../../kit/database.ts";
import { MailRefused } from "../../kit/mail/mail.ts";
import type { Mailer } from "../../kit/mail/mailer.ts";
import { type OutboxEvent, type RemoteConsumer, Undeliverable } from "../../kit/outbox/consumer.ts";
import { ORDER_MAILS, orderMails } from "./order_mails.ts";
import { sendOnce } from "./send_once.ts";
import type { MailShop } from "./shop.ts";
import { backInStockMails, lowStockMails } from "./stock_mails.ts";

/** About half a day: a mail server is away for a night at times, and mails wait. */
const ATTEMPTS = 24;

/** Mails people about what happened. While the mail server is away, mails wait and nothing else does. */
export function mailConsumer(database: Database, mailer: Mailer, shop: MailShop): RemoteConsumer {
  return {
    name: "mail",
    types: [...ORDER_MAILS, "stock.low", "stock.back"],
    attempts: ATTEMPTS,
    async deliver(event, signal) {
      let refused: MailRefused | undefined;
      for (const mail of await mailsFor(database, shop, event)) {
        try {
          await sendOnce(database, mailer, event, mail, signal);
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

import type { Database } from "../../../kit/database.ts";
import { createLog } from "../../../kit/log.ts";
import { openMailer } from "../../../kit/mail/mailer.ts";
import { parseSmtpUrl } from "../../../kit/mail/smtp_url.ts";
import { type SmtpSink, startSmtpSink, type SunkMail } from "../../../kit/mail/testing/smtp_sink.ts";
import type { Consumer } from "../../../kit/outbox/consumer.ts";
import { runRelay } from "../../../kit/outbox/relay.ts";
import { isIdle } from "../../../kit/outbox/testing/outbox.ts";
import { testShop } from "../../testing/fixture.ts";
import { until } from "../../testing/until.ts";
import { mailConsumer } from "../mail_consumer.ts";
import type { MailShop } from "../shop.ts";

/** The shop that mails in tests are of. */
export const SHOP: MailShop = {
  name: "ShopFlow",
  origin: "https://shop.example",
  locale: "en-GB",
  staff: "staff@shop.example",
};

/** A shop whose events are mailed about to a server of the test. */
export interface MailedShop extends AsyncDisposable {
  readonly database: Database;
  /** What came in, once every event is handed on. */
  mails(): Promise<SunkMail[]>;
  /** The mail server. */
  sink: SmtpSink;
  /** Hands every event that was mailed about to the mails' consumer once more. */
  deliverAgain(): Promise<void>;
}

/** Makes a shop for one test. Others may hear of its events as well. */
export async function mailedShop(shop: MailShop = SHOP, others: Consumer[] = []): Promise<MailedShop> {
  const base = await testShop();
  const { database } = base;
  const sink = await startSmtpSink();
  const from = { name: shop.name, address: "orders@shop.example" };
  const mailer = openMailer(parseSmtpUrl(`smtp://127.0.0.1:${sink.port}`)!, from);
  const stop = new AbortController();
  const relay = runRelay({
    database,
    log: createLog({ process: "test", sink: () => {} }),
    consumers: [mailConsumer(database, mailer, shop), ...others],
    signal: stop.signal,
    pauseMs: () => 5,
  });
  const mailed: MailedShop = {
    database,
    sink,
    async mails() {
      await until(() => isIdle(database));
      return mailed.sink.mails;
    },
    async deliverAgain() {
      await database`
        update outbox_deliveries set status = 'pending', attempts = 0, next_at = now(), owner = null where consumer = 'mail'`;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await relay;
      mailer.close();
      await mailed.sink[Symbol.asyncDispose]();
      await base[Symbol.asyncDispose]();
    },
  };
  // Only a consumer that is known hears of an event
  await until(async () => (await database`select from outbox_consumers where name = 'mail'`).length > 0);
  return mailed;
}

import { randomBytes } from "node:crypto";
import { createLog } from "../../../kit/log.ts";
import type { Database } from "../../../kit/database.ts";
import { parseSender } from "../../../kit/mail/mail.ts";
import { parseSmtpUrl } from "../../../kit/mail/smtp_url.ts";
import { type SmtpSink, startSmtpSink, type SunkMail } from "../../../kit/mail/testing/smtp_sink.ts";
import { isIdle } from "../../../kit/outbox/testing/outbox.ts";
import { runRelay } from "../../../kit/outbox/relay.ts";
import { until } from "../../../kit/testing/until.ts";
import { TestAccounts } from "../../accounts/testing/accounts.ts";
import { accountRequests } from "../../accounts/carry_out_requests.ts";
import { Secrets } from "../../secrets.ts";
import { withUserDatabase } from "../../testing/user_database.ts";
import { openUserMail } from "../config.ts";

/** Accounts whose mails reach a server of the test, by the relay. */
export interface MailedAccounts {
  readonly accounts: TestAccounts;
  readonly database: Database;
  readonly secrets: Secrets;
  /** The mail server. */
  sink: SmtpSink;
  /** What came in, once everything is carried out. */
  mails(): Promise<SunkMail[]>;
  /** Begins to send. Until then mails wait. */
  start(): Promise<void>;
}

/** Runs a test with accounts of its own. */
export async function withMailedAccounts(run: (mailed: MailedAccounts) => Promise<void>): Promise<void> {
  await withUserDatabase(async (database) => {
    const secrets = new Secrets(randomBytes(32));
    const stop = new AbortController();
    const consumers = [accountRequests(secrets)];
    let relay: Promise<void> | undefined;
    const mailed: MailedAccounts = {
      accounts: new TestAccounts(database, { secrets }),
      database,
      secrets,
      sink: await startSmtpSink(),
      async mails() {
        await until(() => isIdle(database));
        return mailed.sink.mails;
      },
      async start() {
        const { consumers: mail } = openUserMail(database, secrets, {
          SMTP_URL: parseSmtpUrl(`smtp://127.0.0.1:${mailed.sink.port}`),
          MAIL_FROM: parseSender("Tea & Co <hello@shop.example>"),
          PUBLIC_ORIGIN: "https://shop.example/some/path",
        });
        const log = createLog({ process: "test", sink: () => {} });
        const all = [...consumers, ...mail];
        relay = runRelay({ database, log, consumers: all, signal: stop.signal, pauseMs: () => 5 });
        // Only a consumer that is known hears of an event
        await until(async () => (await database`select from outbox_consumers`).length === all.length);
      },
    };
    try {
      await run(mailed);
    } finally {
      stop.abort();
      await relay;
      await mailed.sink[Symbol.asyncDispose]();
    }
  });
}

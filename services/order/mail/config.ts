import { z } from "zod";
import { ConfigError } from "../../kit/config.ts";
import type { Database } from "../../kit/database.ts";
import type { Check } from "../../kit/grpc/health.ts";
import { isAddress } from "../../kit/mail/mail.ts";
import { openMailer } from "../../kit/mail/mailer.ts";
import { mailSettings } from "../../kit/mail/smtp_url.ts";
import type { RemoteConsumer } from "../../kit/outbox/consumer.ts";
import { mailConsumer } from "./mail_consumer.ts";

/** What the order service is told about mail, besides its site. Without SMTP_URL it sends none. */
export const orderMailSettings = {
  ...mailSettings,
  STAFF_EMAIL: z.string().refine(isAddress, "must be one plain address").optional(),
};

/** What mails people, and whether it can. Both are empty when the shop sends no mail. */
export interface OrderMail {
  consumers: RemoteConsumer[];
  checks: Record<string, Check>;
}

/**
 * Makes what mails people.
 *
 * @param config.PUBLIC_ORIGIN Of the site; what is behind its host is left out
 */
export function openOrderMail(
  database: Database,
  { SMTP_URL, MAIL_FROM, STAFF_EMAIL, PUBLIC_ORIGIN }: z.output<z.ZodObject<typeof orderMailSettings>> & {
    PUBLIC_ORIGIN: string;
  },
): OrderMail {
  if (!SMTP_URL) return { consumers: [], checks: {} };
  if (!MAIL_FROM) throw new ConfigError("Cannot start: with SMTP_URL, MAIL_FROM must be set");
  const { origin } = new URL(PUBLIC_ORIGIN);
  const shop = { name: MAIL_FROM.name || "ShopFlow", origin, locale: "en-GB", staff: STAFF_EMAIL };
  const mailer = openMailer(SMTP_URL, MAIL_FROM);
  return {
    consumers: [mailConsumer(database, mailer, shop)],
    checks: { mail: () => mailer.isAway ? Promise.reject(new Error("The mail server is away")) : Promise.resolve() },
  };
}

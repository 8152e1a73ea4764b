import { z } from "zod";
import type { Database } from "../../kit/database.ts";
import type { Check } from "../../kit/grpc/health.ts";
import { isAddress } from "../../kit/mail/mail.ts";
import { openMail } from "../../kit/mail/open_mail.ts";
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

/** Makes what mails people. */
export function openOrderMail(
  database: Database,
  config: z.output<z.ZodObject<typeof orderMailSettings>> & { PUBLIC_ORIGIN: string },
): OrderMail {
  const mail = openMail(config);
  if (!mail) return { consumers: [], checks: {} };
  const shop = { ...mail.shop, staff: config.STAFF_EMAIL };
  return { consumers: [mailConsumer(database, mail.mailer, shop)], checks: { mail: mail.check } };
}

import type { z } from "zod";
import type { Database } from "../../kit/database.ts";
import type { Check } from "../../kit/grpc/health.ts";
import { openMail } from "../../kit/mail/open_mail.ts";
import type { mailSettings } from "../../kit/mail/smtp_url.ts";
import type { RemoteConsumer } from "../../kit/outbox/consumer.ts";
import type { Secrets } from "../secrets.ts";
import { mailConsumer } from "./mail_consumer.ts";

/** What mails people, and whether it can. Both are empty when the shop sends no mail. */
export interface UserMailing {
  consumers: RemoteConsumer[];
  checks: Record<string, Check>;
}

/** Makes what mails the owners of accounts. */
export function openUserMail(
  database: Database,
  secrets: Secrets,
  config: z.output<z.ZodObject<typeof mailSettings>> & { PUBLIC_ORIGIN: string },
): UserMailing {
  const mail = openMail(config);
  if (!mail) return { consumers: [], checks: {} };
  return { consumers: [mailConsumer(database, mail.mailer, mail.shop, secrets)], checks: { mail: mail.check } };
}

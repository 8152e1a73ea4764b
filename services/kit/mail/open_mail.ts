import type { z } from "zod";
import { ConfigError } from "../config.ts";
import type { Check } from "../grpc/health.ts";
import { type Mailer, openMailer } from "./mailer.ts";
import type { mailSettings } from "./smtp_url.ts";

/** What every mail of this shop has in common. */
export interface Shop {
  readonly name: string;
  /** Of the site, such as "https://shop.example". */
  readonly origin: string;
  /** In which amounts, dates and countries are written; BCP 47. */
  readonly locale: string;
}

/** What a process mails with, as it was told. */
export interface OpenMail {
  readonly mailer: Mailer;
  readonly shop: Shop;
  /** Fails while the mail server is away. */
  readonly check: Check;
}

/**
 * Opens what a process mails with; undefined when the shop sends no mail.
 *
 * @param config.PUBLIC_ORIGIN Of the site; what is behind its host is left out
 * @throws {ConfigError} when there is a server and nobody to mail as
 */
export function openMail(
  { SMTP_URL, MAIL_FROM, PUBLIC_ORIGIN }: z.output<z.ZodObject<typeof mailSettings>> & { PUBLIC_ORIGIN: string },
): OpenMail | undefined {
  if (!SMTP_URL) return undefined;
  if (!MAIL_FROM) throw new ConfigError("Cannot start: with SMTP_URL, MAIL_FROM must be set");
  const mailer = openMailer(SMTP_URL, MAIL_FROM);
  return {
    mailer,
    shop: { name: MAIL_FROM.name || "ShopFlow", origin: new URL(PUBLIC_ORIGIN).origin, locale: "en-GB" },
    check: () => mailer.isAway ? Promise.reject(new Error("The mail server is away")) : Promise.resolve(),
  };
}

import { print } from "../print.ts";
import { hostOf, type ShopParts, siteUrl } from "./processes.ts";

const NAME_WIDTH = 14;

/** Prints what runs where. */
export function printSummary(shop: ShopParts, administrator: string | undefined, seconds: number): void {
  const site = siteUrl(shop);
  const rows = [
    ["site", site],
    ["REST API", `${site}api/v1/`],
    ["API docs", `${site}api/v1/docs/`],
    ["GraphQL", `${site}graphql/`],
    ["user service", shop.userService],
    ["order service", shop.orderService],
    ["databases", [...new Set([hostOf(shop.userDatabase), hostOf(shop.orderDatabase)])].join(", ")],
    ["Redis", hostOf(shop.redisUrl)],
    ["bank", shop.bank === undefined ? "not here: PAYMENT_PROVIDER is set" : hostOf(shop.bank.url)],
    ["mailbox", shop.mailboxUrl ?? (shop.smtpUrl === undefined ? "none" : hostOf(shop.smtpUrl))],
  ];
  print(`\nThe shop is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.\n`);
  for (const [name = "", place = ""] of rows) print(`  ${name.padEnd(NAME_WIDTH)} ${place}`);
  if (administrator !== undefined) print(`\nBe its first administrator, within a day and once: ${administrator}`);
  print("");
}

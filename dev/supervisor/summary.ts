import { print } from "../print.ts";
import { hostOf, type ShopParts, siteUrl } from "./processes.ts";

/** Doors of the edge: each is shown if it is there. */
const DOORS = [
  { name: "site", path: "" },
  { name: "REST API", path: "api/v1/", probe: "api/v1/health/" },
  { name: "API docs", path: "api/v1/docs/" },
  { name: "GraphQL", path: "graphql/" },
  { name: "mailbox", path: "mailbox/" },
];
const NAME_WIDTH = 14;

/** Prints what runs where. */
export async function printSummary(shop: ShopParts, seconds: number): Promise<void> {
  const site = siteUrl(shop);
  const found = await Promise.all(DOORS.map(({ path, probe }) => isThere(`${site}${probe ?? path}`)));
  const rows = [
    ...DOORS.filter((_, index) => found[index]).map(({ name, path }) => [name, `${site}${path}`]),
    ["user service", shop.userService],
    ["order service", shop.orderService],
    ["databases", [...new Set([hostOf(shop.userDatabase), hostOf(shop.orderDatabase)])].join(", ")],
    ["Redis", hostOf(shop.redisUrl)],
  ];
  print(`\nThe shop is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.\n`);
  for (const [name = "", place = ""] of rows) print(`  ${name.padEnd(NAME_WIDTH)} ${place}`);
  print("");
}

async function isThere(url: string): Promise<boolean> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status !== 404;
}

import assert from "node:assert/strict";
import { type Clients, openClients } from "../../edge/clients/clients.ts";
import { OrderStatus } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { type Database, openDatabase } from "../../services/kit/database.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { ADDRESS } from "../../services/order/testing/address.ts";
import { setStock } from "../../services/order/testing/fixture.ts";
import { startProgram } from "../program.ts";
import { RATIO_COLUMNS, type Report } from "../report.ts";
import { closedLoop, compare, median, repeat } from "../rounds.ts";
import type { BenchShop } from "../shop.ts";

const BUYERS = 16;
const LINES = 3;
const ALONE_ORDERS = 40;
/**
 * Purchases that each side makes before it is measured, as a shop has that is open. V8 goes on compiling what it uses for about
 * as long: the first hundreds take half as much CPU again.
 */
const WARM_UP = 3_000;
/** Of the floor: what is held, and what is wanted. */
const [AT_LEAST, AIM] = [0.15, 0.3];
/** So many that nothing is ever sold out. */
const ON_HAND = 1_000_000;
const EMAIL = "ada@example.com";
const CARD = "4242424242424242";

/** A guest's purchase: three things into the cart, a quote, the order. Over gRPC, as the edge's pages buy. */
export async function benchCheckout(report: Report, shop: BenchShop): Promise<void> {
  const skus = await stockUp(shop.parts.orderDatabase);
  const some = () => Array.from({ length: LINES }, () => skus[Math.floor(Math.random() * skus.length)]!);
  const { orderDatabase, orderService, userService, certificates, bank } = shop.parts;
  assert(bank);
  await using floor = await startProgram("checkout/floor.ts", {
    DATABASE_URL: orderDatabase,
    BANK_URL: bank.url,
    BANK_TOKEN: bank.token,
  });
  const clients = openClients({ orderService, userService, identity: await readIdentity(certificates("edge")) });

  const buyBare = () => buyAtFloor(`http://127.0.0.1:${floor.port}`, some());
  const buyHere = () => buy(clients, some());
  const sql = openDatabase(orderDatabase, { name: "bench", connections: 1 });
  // PostgreSQL looks at what its tables hold once a minute. A shop that has been open for longer has its plans made by that
  for (const buy of [buyBare, buyHere]) await repeat(BUYERS, WARM_UP, buy);
  await sql`analyze`;
  const { orders } = await compare(closedLoop(BUYERS, buyBare), { orders: closedLoop(BUYERS, buyHere) });
  const [bare, ours] = [await buyAlone(sql, buyBare), await buyAlone(sql, buyHere)];
  await sql.end();
  clients.close();
  report.table(`Purchase of ${LINES} things: orders a second by ${BUYERS} buyers`, ...RATIO_COLUMNS, "budget");
  report.ratio("orders", orders, AT_LEAST, AIM);
  report.table("Purchase by one buyer alone: median (for information)", "floor", "ours", "aim");
  report.line("milliseconds", bare.ms.toFixed(1), ours.ms.toFixed(1), "45");
  report.line("kB written to the database's log", bare.kB.toFixed(1), ours.kB.toFixed(1));
}

/** Makes sure that nothing is sold out, and tells what there is. */
async function stockUp(databaseUrl: string): Promise<string[]> {
  const sql = openDatabase(databaseUrl, { name: "bench", connections: 1 });
  await setStock(sql, ON_HAND);
  const variants = await sql<{ sku: string }[]>`select sku from variants join stock on variant_id = id`;
  await sql.end();
  return variants.map(({ sku }) => sku);
}

async function buy({ cart, checkout }: Clients, skus: string[]): Promise<void> {
  const guestId = crypto.randomUUID();
  for (const sku of skus) {
    await cart.addToCart({ guestId, sku, quantity: 1, idempotencyKey: crypto.randomUUID() });
  }
  const { quotes: [quote] } = await checkout.quoteOrder({ guestId, countryCode: ADDRESS.countryCode });
  const { order } = await checkout.placeOrder({
    guestId,
    idempotencyKey: crypto.randomUUID(),
    contact: { email: EMAIL },
    shippingAddress: ADDRESS,
    shippingMethod: quote!.method!.code,
    card: { number: CARD, expiryMonth: 12, expiryYear: 2099, securityCode: "123" },
    expectedTotal: quote!.totals!.total!,
  });
  assert.equal(order!.status, OrderStatus.PAID);
}

async function buyAtFloor(url: string, skus: string[]): Promise<void> {
  const guest = crypto.randomUUID();
  for (const sku of skus) await post(`${url}/cart/`, { guest, sku });
  const methods: { price: number }[] = await (await fetch(`${url}/shipping/`)).json();
  const shipping = methods[0]!.price;
  const order = await post(`${url}/orders/`, {
    guest,
    email: EMAIL,
    address: JSON.stringify(ADDRESS),
    shipping,
    card: CARD,
  });
  assert.ok(Number(order.total) > shipping);
}

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200);
  return await response.json();
}

/** What a purchase costs when nothing else happens: how long it takes, the median of many, and what it writes, their mean. */
async function buyAlone(sql: Database, buy: () => Promise<void>): Promise<{ ms: number; kB: number }> {
  const before = await logEnd(sql);
  const times: number[] = [];
  for (let i = 0; i < ALONE_ORDERS; i++) {
    const began = performance.now();
    await buy();
    times.push(performance.now() - began);
  }
  return { ms: median(times), kB: (await logEnd(sql) - before) / ALONE_ORDERS / 1000 };
}

/** Bytes that the server has written to its log so far. */
async function logEnd(sql: Database): Promise<number> {
  const [row] = await sql<[{ bytes: number }]>`select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes`;
  return row.bytes;
}

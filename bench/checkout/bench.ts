import assert from "node:assert/strict";
import postgres from "postgres";
import { type Clients, openClients } from "../../edge/clients/clients.ts";
import { OrderStatus } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { startProgram } from "../program.ts";
import { RATIO_COLUMNS, type Report } from "../report.ts";
import { closedLoop, compare, median } from "../rounds.ts";
import type { BenchShop } from "../shop.ts";

const BUYERS = 16;
const LINES = 3;
const ALONE_ORDERS = 40;
/** So many that nothing is ever sold out. */
const ON_HAND = 1_000_000;
const ADDRESS = {
  name: "Ada Lovelace",
  line1: "12 St James's Square",
  city: "London",
  postalCode: "SW1Y 4JH",
  countryCode: "GB",
};
const EMAIL = "ada@example.com";
const CARD = "4242424242424242";

/** A guest's purchase: three things into the cart, ways to send it, the order. Over gRPC, as the edge's pages buy. */
export async function benchCheckout(report: Report, shop: BenchShop): Promise<void> {
  const skus = await stockUp(shop.parts.orderDatabase);
  const some = () => Array.from({ length: LINES }, () => skus[Math.floor(Math.random() * skus.length)]!);
  await using floor = await startProgram("checkout/floor.ts", { DATABASE_URL: shop.parts.orderDatabase });
  const { orderService, userService, certificates } = shop.parts;
  const clients = openClients({ orderService, userService, identity: await readIdentity(certificates("edge")) });

  const buyBare = () => buyAtFloor(`http://127.0.0.1:${floor.port}`, some());
  const buyHere = () => buy(clients, some());
  const { orders } = await compare(closedLoop(BUYERS, buyBare), { orders: closedLoop(BUYERS, buyHere) });
  const [bareMs, ourMs] = [await medianMs(buyBare), await medianMs(buyHere)];
  clients.close();
  report.table(`Purchase of ${LINES} things: orders a second by ${BUYERS} buyers (for information)`, ...RATIO_COLUMNS);
  report.ratio("orders", orders);
  report.table("Purchase by one buyer alone: median (for information)", "floor", "ours", "aim");
  report.line("milliseconds", bareMs.toFixed(1), ourMs.toFixed(1), "45");
}

/** Makes sure that nothing is sold out, and tells what there is. */
async function stockUp(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`update stock set on_hand = ${ON_HAND}`;
  const variants = await sql<{ sku: string }[]>`select sku from variants join stock on variant_id = id`;
  await sql.end();
  return variants.map(({ sku }) => sku);
}

async function buy({ cart, checkout }: Clients, skus: string[]): Promise<void> {
  const guestId = crypto.randomUUID();
  let subtotal = 0n;
  for (const sku of skus) {
    const added = await cart.addToCart({ guestId, sku, quantity: 1, idempotencyKey: crypto.randomUUID() });
    subtotal = added.cart!.subtotal!.minorUnits;
  }
  const { methods } = await checkout.listShippingMethods({ guestId, countryCode: ADDRESS.countryCode });
  const { order } = await checkout.placeOrder({
    guestId,
    idempotencyKey: crypto.randomUUID(),
    contact: { email: EMAIL },
    shippingAddress: ADDRESS,
    shippingMethod: methods[0]!.code,
    card: { number: CARD, expiryMonth: 12, expiryYear: 2099, securityCode: "123" },
    expectedTotal: { currencyCode: "GBP", minorUnits: subtotal + methods[0]!.price!.minorUnits },
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

/** How long something takes when nothing else happens: the median of many times, one after the other. */
async function medianMs(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ALONE_ORDERS; i++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return median(times);
}

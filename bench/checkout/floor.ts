/**
 * The floor of a purchase: the same journey with none of the rules, by one Hono handler in one process. What is ordered is
 * written in one transaction, and paid at the same bank with one call.
 */
import { Hono } from "hono";
import postgres from "postgres";
import { print } from "../../dev/print.ts";

const [bank, token] = [Deno.env.get("BANK_URL")!, Deno.env.get("BANK_TOKEN")!];
const sql = postgres(Deno.env.get("DATABASE_URL")!, { max: 10, onnotice: () => {} });
await sql.unsafe(`
  create schema floor;
  create table floor.cart_lines (guest_id uuid, variant_id bigint, sku text, quantity int, price bigint);
  create index on floor.cart_lines (guest_id);
  create table floor.orders (
    id bigint generated always as identity primary key, guest_id uuid, email text, address text, total bigint
  );
  create table floor.order_lines (order_id bigint, sku text, quantity int, unit_price bigint);
  create index on floor.order_lines (order_id);
  create table floor.order_status_changes (order_id bigint, status text, changed_at timestamptz default now());
  create index on floor.order_status_changes (order_id);
  create table floor.payments (order_id bigint, amount bigint, card_last4 text);
  create index on floor.payments (order_id);`);

const app = new Hono();

app.post("/cart/", async (c) => {
  const { guest, sku } = await c.req.json();
  await sql`
    insert into floor.cart_lines select ${guest}, variants.id, sku, 1, amount
    from variants join prices on variant_id = variants.id where sku = ${sku}`;
  return c.json({});
});

app.get("/shipping/", async (c) => c.json(await sql`select code, price::int from shipping_methods where zone = 'GB'`));

app.post("/orders/", async (c) => {
  const { guest, email, address, shipping, card } = await c.req.json();
  const order = await sql.begin(async (tx) => {
    const lines = await tx<{ variant_id: string; sku: string; quantity: number; price: string }[]>`
      delete from floor.cart_lines where guest_id = ${guest} returning variant_id, sku, quantity, price`;
    await tx`
      update stock set on_hand = on_hand - 1 where variant_id = any (${lines.map((line) => line.variant_id).sort()})`;
    const total = lines.reduce((sum, { price }) => sum + Number(price), shipping);
    const [order] = await tx<{ id: string; total: string }[]>`
      insert into floor.orders (guest_id, email, address, total) values (${guest}, ${email}, ${address}, ${total})
      returning id, total`;
    const rows = lines.map(({ sku, quantity, price }) => ({ order_id: order!.id, sku, quantity, unit_price: price }));
    await Promise.all([
      tx`insert into floor.order_lines ${tx(rows)}`,
      tx`insert into floor.order_status_changes (order_id, status) values (${order!.id}, 'paid')`,
      tx`insert into floor.payments values (${order!.id}, ${total}, ${card.slice(-4)})`,
    ]);
    return order;
  });
  await pay(order!.id, order!.total, card);
  return c.json(order);
});

async function pay(orderNumber: string, amount: string, card: string): Promise<void> {
  const response = await fetch(`${bank}/payments`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      key: crypto.randomUUID(),
      amount,
      currency: "GBP",
      token: `card_visa_${card.slice(-4)}`,
      orderNumber,
      returnUrl: "http://127.0.0.1/",
      hold: false,
    }),
  });
  const { status } = await response.json();
  if (status !== "captured") throw new Error(`Cannot pay: the payment is ${status}`);
}

Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => print(`${port}`) }, app.fetch);

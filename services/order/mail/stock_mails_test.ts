import assert from "node:assert/strict";
import type { Database } from "../../kit/database.ts";
import { emit } from "../../kit/outbox/testing/outbox.ts";
import { addVariant } from "../testing/fixture.ts";
import { until } from "../testing/until.ts";
import { mailedShop, SHOP } from "./testing/mailed_shop.ts";

const LOW = { sku: "MUG", location: "main", available: 1, lowAt: 5 };

async function wait(database: Database, ...emails: string[]): Promise<void> {
  await database`
    insert into stock_notices (variant_id, email) select id, unnest(${emails}::text[]) from variants where sku = 'MUG'`;
}

async function stillWaiting(database: Database): Promise<string[]> {
  const rows = await database<
    { email: string }[]
  >`select email from stock_notices where notified_at is null order by id`;
  return rows.map(({ email }) => email);
}

Deno.test("staff are told of low stock, when there are any to tell", async () => {
  await using shop = await mailedShop();
  await addVariant(shop.database, { sku: "MUG" });
  await emit(shop.database, "variant:MUG", "stock.low", LOW);
  const [mail] = await shop.mails();
  assert.deepEqual(mail!.to, ["staff@shop.example"]);
  assert.equal(mail!.subject, "Low stock: MUG, 1 unit left");
  assert.match(mail!.text!, /Product:\n {2}Title of MUG\n {2}MUG\n {2}https:\/\/shop.example\/products\/mug\n/);

  await using quiet = await mailedShop({ ...SHOP, staff: undefined });
  await addVariant(quiet.database, { sku: "MUG" });
  await emit(quiet.database, "variant:MUG", "stock.low", LOW);
  assert.deepEqual(await quiet.mails(), []);
});

Deno.test("all who wait for a variant are told once that it is back, each on their own", async () => {
  await using shop = await mailedShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 3 });
  await wait(shop.database, "ada@example.com", "bob@example.com");
  for (let i = 0; i < 2; i++) await emit(shop.database, "variant:MUG", "stock.back", { sku: "MUG" });
  const mails = await shop.mails();
  assert.deepEqual(mails.map(({ to }) => to), [["ada@example.com"], ["bob@example.com"]]);
  assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 2);
  assert.equal(mails[0]!.subject, "Back in stock: Title of MUG");
  assert.match(mails[0]!.text!, /Title of MUG \(Colour: Sage\) can be bought again/);
  assert.deepEqual(await stillWaiting(shop.database), []);
});

Deno.test("nobody is told of what is sold again already: they go on waiting", async () => {
  await using shop = await mailedShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 0 });
  await wait(shop.database, "ada@example.com");
  await emit(shop.database, "variant:MUG", "stock.back", { sku: "MUG" });
  assert.deepEqual(await shop.mails(), []);
  assert.deepEqual(await stillWaiting(shop.database), ["ada@example.com"]);
});

Deno.test("one who cannot be told keeps nobody else from it, and is not tried for ever", async () => {
  await using shop = await mailedShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 3 });
  await wait(shop.database, "no address", "bob@example.com");
  await emit(shop.database, "variant:MUG", "stock.back", { sku: "MUG" });
  assert.deepEqual((await shop.mails()).map(({ to }) => to), [["bob@example.com"]]);
  assert.equal((await shop.database`select from outbox_deliveries where status = 'dead'`).length, 1);
  assert.deepEqual(await stillWaiting(shop.database), []);
});

Deno.test("an outage in the midst of many mails tells nobody twice", async () => {
  await using shop = await mailedShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 3 });
  const everybody = Array.from({ length: 30 }, (_, i) => `person${i}@example.com`);
  await wait(shop.database, ...everybody);
  await emit(shop.database, "variant:MUG", "stock.back", { sku: "MUG" });
  await until(() => shop.sink.mails.length >= 10);
  shop.sink.refusal = 451;
  await until(async () => (await shop.database`select from outbox_deliveries where attempts > 2`).length > 0);
  shop.sink.refusal = undefined;
  assert.deepEqual((await shop.mails()).map(({ to }) => to[0]), everybody);
});

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { SetCartLineRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { MergeCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { setCartLine } from "../cart/set_cart_line.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add, buyOne, orderRequest, place } from "../testing/shopper.ts";
import { mergeCart } from "./merge_cart.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { aPrincipal } from "../../kit/testing/a_principal.ts";

const RUNS = 40;
const SKUS = ["A", "B", "C", "D"];

type Units = Record<string, number>;

async function merge(database: Database, guestId: string, principal: Principal): Promise<number> {
  return (await mergeCart(database, create(MergeCartRequestSchema, { guestId }), principal)).itemCount!;
}

/** Units of each variant in a shopper's open cart, those that are not sold in its currency too. */
async function unitsOf(database: Database, shopperId: string): Promise<Units> {
  const lines = await database<{ sku: string; quantity: number }[]>`
    select sku, quantity from carts join cart_lines on cart_id = carts.id join variants on variants.id = variant_id
    where guest_id = ${shopperId} and ordered_at is null order by cart_lines.id`;
  return Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity]));
}

async function fill(database: Database, shopperId: string, units: Units): Promise<void> {
  for (const [sku, quantity] of Object.entries(units)) await add(database, shopperId, sku, quantity);
}

/** A shop that sells in pounds, and the variants named in euros too. */
async function shopWith(skus: readonly string[], inEuro: readonly string[] = []) {
  const shop = await testShop();
  for (const sku of skus) await addVariant(shop.database, { sku });
  await shop.database`insert into price_lists (code, currency) values ('euro', 'EUR')`;
  await shop.database`insert into prices select 'euro', id, 1500 from variants where sku = any (${[...inEuro]})`;
  return shop;
}

const keepInEuro = (database: Database, shopperId: string) =>
  database`update carts set price_list = 'euro' where guest_id = ${shopperId}`;

Deno.test("mergeCart() moves the guest's lines to the account's cart, whose own come first", async () => {
  await using shop = await shopWith(SKUS);
  const { database } = shop;
  const [guestId, ada] = [crypto.randomUUID(), aPrincipal()];
  await fill(database, guestId, { C: 1, A: 2 });
  await fill(database, ada.shopperId, { A: 3, B: 1 });
  assert.equal(await merge(database, guestId, ada), 7);
  assert.deepEqual(Object.entries(await unitsOf(database, ada.shopperId)), [["A", 5], ["B", 1], ["C", 1]]);
  assert.deepEqual(await unitsOf(database, guestId), {});
  assert.equal(await merge(database, guestId, ada), 7);
});

Deno.test("mergeCart() makes the account's cart when it has none, and none for a guest without", async () => {
  await using shop = await shopWith(SKUS);
  const { database } = shop;
  const [guestId, ada] = [crypto.randomUUID(), aPrincipal()];
  assert.equal(await merge(database, guestId, ada), 0);
  assert.deepEqual([...await database`select from carts`], []);
  await fill(database, guestId, { A: 2 });
  assert.equal(await merge(database, guestId, ada), 2);
  assert.equal(await merge(database, ada.shopperId, ada), 2);
  assert.deepEqual(await unitsOf(database, ada.shopperId), { A: 2 });
});

Deno.test("mergeCart() loses no units and no line, and twice at once is as once", async () => {
  await using shop = await shopWith(SKUS);
  const { database } = shop;
  const units = fc.dictionary(fc.constantFrom(...SKUS), fc.integer({ min: 1, max: 999 }), { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(units, units, fc.integer({ min: 1, max: 3 }), async (guests, accounts, times) => {
      const [guestId, ada] = [crypto.randomUUID(), aPrincipal()];
      await fill(database, guestId, guests);
      await fill(database, ada.shopperId, accounts);
      await Promise.all(Array.from({ length: times }, () => merge(database, guestId, ada)));
      const skus = SKUS.filter((sku) => sku in guests || sku in accounts);
      const expected = skus.map((sku) => [sku, Math.min((guests[sku] ?? 0) + (accounts[sku] ?? 0), 999)]);
      assert.deepEqual(await unitsOf(database, ada.shopperId), Object.fromEntries(expected));
      assert.deepEqual(await unitsOf(database, guestId), {});
    }),
    { numRuns: RUNS },
  );
});

Deno.test("mergeCart() of many browsers at once, and additions meanwhile, lose nothing and do not deadlock", async () => {
  await using shop = await shopWith(SKUS);
  const { database } = shop;
  const ada = aPrincipal();
  const guests = Array.from({ length: 8 }, () => crypto.randomUUID());
  for (const guest of guests) await fill(database, guest, { A: 1, B: 2 });
  await Promise.all(guests.flatMap((guest) => [
    merge(database, guest, ada),
    merge(database, guest, ada),
    add(database, ada.shopperId, "A"),
  ]));
  assert.deepEqual(await unitsOf(database, ada.shopperId), { A: 16, B: 16 });
  const [{ deadlocks }] = await database<[{ deadlocks: bigint }]>`
    select deadlocks from pg_stat_database where datname = current_database()`;
  assert.equal(deadlocks, 0n);
});

Deno.test("mergeCart() of one browser into two accounts at once gives each thing to one of them", async () => {
  await using shop = await shopWith(SKUS);
  const { database } = shop;
  for (let n = 0; n < 10; n++) {
    const [guestId, ada, bob] = [crypto.randomUUID(), aPrincipal(), aPrincipal()];
    await fill(database, guestId, { A: 1, B: 2, C: 3, D: 4 });
    const counts = await Promise.all([merge(database, guestId, ada), merge(database, guestId, bob)]);
    assert.deepEqual(counts.toSorted(), [0, 10]);
  }
});

Deno.test("mergeCart() puts more than a hundred lines together, which can be changed and ordered, and come back", async () => {
  const [guests, accounts] = ["G", "A"].map((name) => Array.from({ length: 60 }, (_, index) => `${name}${index}`));
  await using shop = await shopWith([...guests!, ...accounts!, "MORE"]);
  const { database } = shop;
  const [guestId, ada] = [crypto.randomUUID(), aPrincipal()];
  for (const sku of guests!) await add(database, guestId, sku);
  for (const sku of accounts!) await add(database, ada.shopperId, sku);
  assert.equal(await merge(database, guestId, ada), 120);
  const set = (sku: string, quantity: number) =>
    setCartLine(database, create(SetCartLineRequestSchema, { guestId: ada.shopperId, sku, quantity }));
  await set("A0", 2);
  await assert.rejects(set("MORE", 1), failsWith(ErrorCode.INVALID_ARGUMENT, "sku"));
  const declined = { number: "4000 0000 0000 0002", expiryMonth: 12, expiryYear: 2030, securityCode: "123" };
  const request = orderRequest(ada.shopperId, 121_000n, { card: declined });
  await assert.rejects(place(database, request), failsWith(ErrorCode.PAYMENT_DECLINED));
  assert.equal(Object.keys(await unitsOf(database, ada.shopperId)).length, 120);
});

Deno.test("mergeCart() keeps the account's currency, and leaves with the guest what is not sold in it", async () => {
  await using shop = await shopWith(["A", "B", "C"], ["A", "C"]);
  const { database } = shop;
  const [guestId, ada] = [crypto.randomUUID(), aPrincipal()];
  await fill(database, guestId, { A: 1, B: 2 });
  await fill(database, ada.shopperId, { C: 1 });
  await keepInEuro(database, ada.shopperId);
  assert.equal(await merge(database, guestId, ada), 2);
  assert.deepEqual(await unitsOf(database, ada.shopperId), { C: 1, A: 1 });
  assert.deepEqual(await unitsOf(database, guestId), { B: 2 });
  const [line] = await database`
    select added_price::int as price from cart_lines join variants on variants.id = variant_id
    where sku = 'A' and cart_id = (select id from carts where guest_id = ${ada.shopperId})`;
  assert.equal(line!.price, 1500);
});

Deno.test("mergeCart() into a cart with nothing in it takes on the guest's currency", async () => {
  await using shop = await shopWith(["A", "B"], ["A"]);
  const { database } = shop;
  const [guestId, ada] = [crypto.randomUUID(), aPrincipal()];
  await fill(database, guestId, { A: 1 });
  await keepInEuro(database, guestId);
  assert.equal(await merge(database, guestId, ada), 1);
  const [cart] = await database`select price_list as list from carts where guest_id = ${ada.shopperId}`;
  assert.equal(cart!.list, "euro");
});

Deno.test("mergeCart() refuses the shopper of another account, and takes a guest whose orders one claimed", async () => {
  await using shop = await shopWith(["A"]);
  const { database } = shop;
  const [ada, bob] = [aPrincipal(), aPrincipal()];
  await buyOne(database, bob.shopperId);
  await database`update orders set customer_id = ${bob.userId}`;
  await fill(database, bob.shopperId, { A: 1 });
  await assert.rejects(merge(database, bob.shopperId, ada), failsWith(ErrorCode.PERMISSION_DENIED));
  assert.deepEqual(await unitsOf(database, bob.shopperId), { A: 1 });
  await database`update orders set claimed_at = now()`;
  assert.equal(await merge(database, bob.shopperId, ada), 1);
});

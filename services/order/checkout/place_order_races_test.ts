import assert from "node:assert/strict";
import { ShopError } from "../../kit/errors.ts";
import { type OpenCart, readCart } from "../cart/read_cart.ts";
import { brokenInvariants } from "../orders/invariants.ts";
import { addVariant, onHand, type TestShop, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";
import { until } from "../testing/until.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";
const TOTAL = 1000n + GB_STANDARD;

/** Waits for all and counts how they ended: "ok", "replayed", or the name of the error. */
async function outcomes(placed: ReturnType<typeof place>[]): Promise<Record<string, number>> {
  const results = await Promise.allSettled(placed);
  const names = results.map((result) => {
    if (result.status === "fulfilled") return result.value.replayed ? "replayed" : "ok";
    return result.reason instanceof ShopError ? result.reason.codeName : String(result.reason);
  });
  return Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]));
}

async function countOrders(shop: TestShop): Promise<number> {
  return (await shop.database`select 1 from orders`).length;
}

Deno.test("placeOrder() makes one order of a key that is sent ten times at once, and all get it", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await add(shop.database, GUEST, "MUG");
  const request = orderRequest(GUEST, TOTAL);
  const placed = Array.from({ length: 10 }, () => place(shop.database, request));
  assert.deepEqual(await outcomes(placed), { ok: 1, replayed: 9 });
  const numbers = await Promise.all(placed.map(async (each) => (await each).order?.number));
  assert.equal(new Set(numbers).size, 1);
  assert.equal(await countOrders(shop), 1);
  assert.equal(await onHand(shop.database, "MUG"), 99);
});

Deno.test("placeOrder() makes one order of a cart that is ordered with two keys at once", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  for (let round = 1; round <= 10; round++) {
    await add(shop.database, GUEST, "MUG");
    const placed = [1, 2].map(() => place(shop.database, orderRequest(GUEST, TOTAL)));
    assert.deepEqual(await outcomes(placed), { ok: 1, CART_EMPTY: 1 });
    assert.equal(await countOrders(shop), round);
  }
  assert.deepEqual(await brokenInvariants(shop.database), []);
});

Deno.test("placeOrder() sells one unit to one of two shoppers", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 1 });
  const guests = [crypto.randomUUID(), crypto.randomUUID()];
  for (const guest of guests) await add(shop.database, guest, "MUG");
  const placed = guests.map((guest) => place(shop.database, orderRequest(guest, TOTAL)));
  assert.deepEqual(await outcomes(placed), { ok: 1, OUT_OF_STOCK: 1 });
});

Deno.test("placeOrder() sells twenty units to 200 buyers: twenty orders, 180 clear refusals, nothing else", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 20 });
  const guests = Array.from({ length: 200 }, () => crypto.randomUUID());
  await Promise.all(guests.map((guest) => add(shop.database, guest, "MUG")));
  const placed = guests.map((guest) => place(shop.database, orderRequest(guest, TOTAL)));
  assert.deepEqual(await outcomes(placed), { ok: 20, OUT_OF_STOCK: 180 });
  assert.equal(await onHand(shop.database, "MUG"), 0);
  assert.equal(await countOrders(shop), 20);
  assert.deepEqual(await brokenInvariants(shop.database), []);
});

Deno.test("placeOrder() of carts with the same things in opposite order never waits for itself", async () => {
  await using shop = await testShop();
  const skus = ["A", "B", "C", "D"];
  for (const sku of skus) await addVariant(shop.database, { sku, price: 250n, onHand: 1000 });
  const guests = Array.from({ length: 40 }, () => crypto.randomUUID());
  for (const [index, guest] of guests.entries()) {
    for (const sku of index % 2 ? skus : skus.toReversed()) await add(shop.database, guest, sku);
  }
  const placed = guests.map((guest) => place(shop.database, orderRequest(guest, TOTAL)));
  assert.deepEqual(await outcomes(placed), { ok: 40 });
  const [row] = await shop.database<{ deadlocks: bigint }[]>`
    select deadlocks from pg_stat_database where datname = current_database()`;
  assert.equal(row?.deadlocks, 0n);
  for (const sku of skus) assert.equal(await onHand(shop.database, sku), 960);
});

Deno.test("placeOrder() and adds at the same time: every unit is in the order or still in a cart", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 0n });
  for (let round = 0; round < 5; round++) {
    const guest = crypto.randomUUID();
    await add(shop.database, guest, "MUG", 10);
    const adds = Array.from({ length: 8 }, () => add(shop.database, guest, "MUG", 1));
    const { order } = await place(shop.database, orderRequest(guest, GB_STANDARD));
    await Promise.all(adds);
    const left = await readCart(shop.database, guest);
    assert.equal(order!.lines[0]!.quantity + units(left), 18);
  }
});

function units(cart: OpenCart): number {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0);
}

Deno.test("placeOrder() that dies half-way leaves nothing, and the same key then succeeds", async (t) => {
  const tables = ["idempotency_keys", "stock", "orders", "payments"];
  for (const table of tables) {
    await t.step(`before it writes to ${table}`, async () => {
      await using shop = await testShop();
      await addVariant(shop.database, { sku: "MUG" });
      await add(shop.database, GUEST, "MUG");
      const request = orderRequest(GUEST, TOTAL);
      const blocker = await shop.database.reserve();
      await blocker`begin`;
      await blocker.unsafe(`lock table ${table} in exclusive mode`);
      const dying = assert.rejects(place(shop.database, request), { code: /57P01|CONNECTION_CLOSED/ });
      await until(async () => await killWaiting(shop) === 1);
      await dying;
      await blocker`rollback`;
      blocker.release();
      assert.equal(await countOrders(shop), 0);
      assert.equal(await onHand(shop.database, "MUG"), 100);
      assert.equal((await place(shop.database, request)).replayed, false);
      assert.deepEqual(await brokenInvariants(shop.database), []);
    });
  }
});

/** Ends the connections that wait for a lock; returns how many. */
async function killWaiting({ database }: TestShop): Promise<number> {
  const killed = await database`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return killed.length;
}

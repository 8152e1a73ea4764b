import assert from "node:assert/strict";
import { type Database, transaction } from "../../kit/database.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";
import { lockCart } from "./open_cart.ts";
import { pruneCarts } from "./prune_carts.ts";

/** A cart with something in it, made and last changed so many days ago. */
async function cart(database: Database, { made, changed }: { made: number; changed: number }): Promise<string> {
  const guestId = crypto.randomUUID();
  await add(database, guestId, "MUG");
  await database`
    update carts set created_at = now() - make_interval(days => ${made}), updated_at = now() - make_interval(days => ${changed})
    where guest_id = ${guestId}`;
  return guestId;
}

/** Whose carts there are, with something in them. */
async function guests(database: Database): Promise<string[]> {
  const rows = await database<{ guestId: string }[]>`
    select distinct guest_id as "guestId" from carts join cart_lines on cart_id = carts.id`;
  return rows.map(({ guestId }) => guestId).sort();
}

Deno.test("pruneCarts() removes carts that nobody changed for so long, and no others", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const kept = [
    await cart(shop.database, { made: 0, changed: 0 }),
    await cart(shop.database, { made: 89, changed: 89 }),
    await cart(shop.database, { made: 400, changed: 89 }),
  ];
  for (const changed of [91, 400]) await cart(shop.database, { made: 400, changed });
  assert.equal(await pruneCarts(shop.database, 90), 2);
  assert.deepEqual(await guests(shop.database), kept.sort());
  assert.deepEqual([...await shop.database`select count(*)::int from cart_lines`], [{ count: 3 }]);
  assert.equal(await pruneCarts(shop.database, 90), 0);
});

Deno.test("pruneCarts() leaves the carts of orders, also of those that were called off and given back", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const kept = [];
  for (const isGivenBack of [false, true]) {
    const guestId = await cart(shop.database, { made: 400, changed: 400 });
    kept.push(guestId);
    await place(shop.database, orderRequest(guestId, 1000n + GB_STANDARD));
    if (!isGivenBack) continue;
    await shop.database`update orders set status = 'cancelled' where guest_id = ${guestId}`;
    await shop.database`update carts set ordered_at = null where guest_id = ${guestId}`;
  }
  assert.equal(await pruneCarts(shop.database, 90), 0);
  assert.deepEqual(await guests(shop.database), kept.sort());
});

Deno.test("pruneCarts() waits for no shopper, and leaves a cart that is just being changed", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const [busy] = [
    await cart(shop.database, { made: 91, changed: 91 }),
    await cart(shop.database, { made: 91, changed: 91 }),
  ];
  await transaction(shop.database, async (tx) => {
    await lockCart(tx, busy);
    assert.equal(await pruneCarts(shop.database, 90), 1);
  });
  assert.deepEqual(await guests(shop.database), [busy]);
});

Deno.test("pruneCarts() removes more than fit in one statement", async () => {
  await using shop = await testShop();
  await shop.database`
    insert into carts (guest_id, created_at, updated_at)
    select gen_random_uuid(), now() - interval '91 days', now() - interval '91 days' from generate_series(1, 2001)`;
  assert.equal(await pruneCarts(shop.database, 90), 2001);
});

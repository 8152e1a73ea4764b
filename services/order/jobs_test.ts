import assert from "node:assert/strict";
import { pruneKeys } from "./jobs.ts";
import { addVariant, testShop } from "./testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "./testing/shopper.ts";

Deno.test("pruneKeys() forgets keys after thirty days, and the orders stay", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const guest = crypto.randomUUID();
  for (const age of [0, 29, 31]) {
    await add(shop.database, guest, "MUG");
    await place(shop.database, orderRequest(guest, 1000n + GB_STANDARD));
    await shop.database`
      update idempotency_keys set created_at = now() - make_interval(days => ${age})
      where order_id = (select max(id) from orders)`;
  }
  assert.equal(await pruneKeys(shop.database), 1);
  const keys = await shop.database`select 1 from idempotency_keys where created_at > now() - interval '30 days'`;
  assert.equal(keys.length, 2);
  assert.equal((await shop.database`select 1 from orders`).length, 3);
  assert.equal(await pruneKeys(shop.database), 0);
});

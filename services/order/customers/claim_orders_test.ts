import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database } from "../../kit/database.ts";
import { watchStatements } from "../catalog/testing/statements.ts";
import type { Customers } from "../checkout/customers.ts";
import { copyRows } from "../testing/copy_rows.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { rowsRead } from "../testing/rows_read.ts";
import { claimOrders, countClaimableOrders } from "./claim_orders.ts";
import { ada, bob, buy, knownCustomers } from "./testing/customer.ts";

const { signal } = new AbortController();

const claim = async (database: Database, customers: Customers, principal: Principal) =>
  (await claimOrders(database, customers, principal, signal)).count;
const count = async (database: Database, customers: Customers, principal: Principal) =>
  (await countClaimableOrders(database, customers, principal, signal)).count;

/** Orders of an account. */
async function owned(database: Database, { userId }: Principal): Promise<string[]> {
  const rows = await database<
    { number: string }[]
  >`select number from orders where customer_id = ${userId} order by id`;
  return rows.map(({ number }) => number);
}

Deno.test("claimOrders() makes those the account's that guests placed with its address, in whatever case, and no others", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const [a, b] = [ada(), bob()];
  const customers = knownCustomers(a, b); // Ada@Example.com
  const mine = [await buy(database, a, crypto.randomUUID()), await buy(database, a, crypto.randomUUID())];
  const bobs = await buy(database, b, crypto.randomUUID());
  await database`update orders set email = 'ADA@example.COM' where number = ${mine[1]!}`;
  assert.equal(await count(database, customers, a.principal), 2);
  assert.equal(await claim(database, customers, a.principal), 2);
  assert.deepEqual(await owned(database, a.principal), mine);
  assert.deepEqual(await owned(database, b.principal), []);
  // Once: it is nobody's to claim then, whoever proves the address later
  assert.equal(await count(database, customers, a.principal), 0);
  assert.equal(await claim(database, customers, a.principal), 0);
  const again = { ...ada(), email: a.email };
  assert.equal(await claim(database, knownCustomers(again), again.principal), 0);
  assert.equal(await claim(database, customers, b.principal), 1);
  assert.deepEqual(await owned(database, b.principal), [bobs]);
});

Deno.test("claimOrders() refuses, and nothing is counted, while the account's address is not proved", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const a = ada();
  await buy(database, a, crypto.randomUUID());
  assert.equal(await count(database, knownCustomers(), a.principal), 0);
  await assert.rejects(claim(database, knownCustomers(), a.principal), failsWith(ErrorCode.WRONG_STATE));
  assert.deepEqual(await owned(database, a.principal), []);
});

Deno.test("claimOrders() claims once when it is asked ten times at once", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const a = ada();
  for (let n = 0; n < 3; n++) await buy(database, a, crypto.randomUUID());
  const claims = Array.from({ length: 10 }, () => claim(database, knownCustomers(a), a.principal));
  const counts = await Promise.all(claims);
  assert.equal(counts.reduce((sum, one) => sum! + one!, 0), 3);
});

Deno.test("claimOrders() fails with UNAVAILABLE while the user service is away", async () => {
  await using shop = await testShop();
  const away = () => Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot look up the account: it is away"));
  const customers = { check: away, provedEmail: away };
  await assert.rejects(claim(shop.database, customers, ada().principal), failsWith(ErrorCode.UNAVAILABLE));
});

Deno.test("claimOrders() and its count read the address's orders and no others", async () => {
  await using shop = await testShop(1);
  const { database } = shop;
  const [a, b] = [ada(), bob()];
  await buy(database, b, crypto.randomUUID());
  await copyRows(database, 1, 500);
  await buy(database, a, crypto.randomUUID());
  await database`analyze`;
  await using watched = watchStatements(shop.url);
  await count(watched.database, knownCustomers(a), a.principal);
  const read = await rowsRead(database, watched.statements[0]!, [a.email]);
  assert.ok(read <= 2, `${read} rows`);
});

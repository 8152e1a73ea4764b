import assert from "node:assert/strict";
import { openDatabase } from "../../kit/database.ts";
import { copyRows } from "../testing/copy_rows.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { rowsRead } from "../testing/rows_read.ts";
import { add, GB_STANDARD, orderRequest, place, testCheckout } from "../testing/shopper.ts";
import { overAll } from "./over_all.ts";
import { runChecks } from "./run_checks.ts";

const ORDERS = 300;
/** All that an order is made of, read from several sides. */
const ROWS_AN_ORDER = 50;

Deno.test("runChecks() reads what there is a few times, however small PostgreSQL takes the shop for", async () => {
  await using shop = await testShop(1);
  const { database } = shop;
  const guestId = crypto.randomUUID();
  for (const sku of ["MUG", "JUG"]) {
    await addVariant(database, { sku });
    await add(database, guestId, sku);
  }
  await place(database, orderRequest(guestId, 2000n + GB_STANDARD));
  await database`analyze`;
  await copyRows(database, 1, ORDERS);

  const asked: [string, unknown[]][] = [];
  const spied = openDatabase(shop.url, { name: "spied", connections: 1 });
  spied.options.debug = (_connection, statement, parameters) => asked.push([statement, parameters]);
  await runChecks(spied, testCheckout(database).provider);
  const checks = asked.filter(([statement]) => /\bas problem\b/.test(statement));
  assert.ok(checks.length > 5);
  for (const [statement, parameters] of checks) {
    const read = await overAll(spied, (tx) => rowsRead(tx, statement, parameters));
    assert.ok(read < ORDERS * ROWS_AN_ORDER, `${read} rows: ${statement}`);
  }
  await spied.end();
});

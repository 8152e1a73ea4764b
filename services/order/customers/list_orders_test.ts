import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  ListCustomerOrdersRequestSchema,
  ListCustomerOrdersResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { watchStatements } from "../catalog/testing/statements.ts";
import { deliveredOrder, sendBack } from "../returns/testing/delivered_order.ts";
import { copyRows } from "../testing/copy_rows.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { buyOne } from "../testing/shopper.ts";
import { rowsRead } from "../testing/rows_read.ts";
import { listCustomerOrders } from "./list_orders.ts";
import { aPrincipal } from "../../kit/testing/a_principal.ts";

async function list(database: Database, principal: Principal, pageSize = 0, cursor = "") {
  const request = create(ListCustomerOrdersRequestSchema, { pageSize, cursor });
  return create(ListCustomerOrdersResponseSchema, await listCustomerOrders(database, request, principal));
}

/** Has guests buy, and gives what they bought to an account; returns the numbers, newest first. */
async function buyAs(database: Database, { userId }: Principal, times: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let n = 0; n < times; n++) numbers.unshift(await buyOne(database, crypto.randomUUID()));
  await database`update orders set customer_id = ${userId} where number = any (${numbers})`;
  return numbers;
}

Deno.test("listCustomerOrders() lists the account's orders and no others, newest first, page by page", async () => {
  await using shop = await testShop();
  const [ada, bob] = [aPrincipal(), aPrincipal()];
  const adas = await buyAs(shop.database, ada, 3);
  const bobs = await buyAs(shop.database, bob, 1);
  await buyOne(shop.database, ada.shopperId); // a guest's, as nobody claimed it
  const first = await list(shop.database, ada, 2);
  const second = await list(shop.database, ada, 2, first.nextCursor);
  assert.deepEqual([...first.orders, ...second.orders].map(({ number }) => number), adas);
  assert.equal(second.nextCursor, "");
  assert.deepEqual((await list(shop.database, bob)).orders.map(({ number }) => number), bobs);
  assert.deepEqual((await list(shop.database, aPrincipal())).orders, []);
  await assert.rejects(list(shop.database, ada, 2, "nonsense"), failsWith(ErrorCode.INVALID_ARGUMENT, "cursor"));
});

Deno.test("listCustomerOrders() tells of parcels, returns and refunds, with one statement for a whole page", async () => {
  await using shop = await testShop();
  const ada = aPrincipal();
  const order = await deliveredOrder(shop.database, { lines: [{ sku: "MUG", quantity: 2 }] });
  await sendBack(shop.database, order, [{ sku: "MUG", quantity: 1 }]);
  await buyAs(shop.database, ada, 4);
  await shop.database`update orders set customer_id = ${ada.userId} where number = ${order.number}`;
  await using watched = watchStatements(shop.url);
  const { database, statements } = watched;
  const { orders } = await list(database, ada, 100);
  assert.equal(statements.length, 1);
  assert.equal(orders.length, 5);
  const last = orders.at(-1)!;
  assert.deepEqual([last.shipments.length, last.returns.length, last.refunds.length], [1, 1, 1]);
});

Deno.test("listCustomerOrders() reads a page's rows and no others, however many orders the shop and the account have", async () => {
  await using shop = await testShop(1);
  const ada = aPrincipal();
  await buyAs(shop.database, ada, 1);
  await copyRows(shop.database, 1, 300); // all of them Ada's
  await copyRows(shop.database, 301, 600);
  await shop
    .database`update orders set customer_id = gen_random_uuid() where id in (select id from orders order by id limit 300)`;
  await shop.database`analyze`;
  await using watched = watchStatements(shop.url);
  await list(watched.database, ada, 5);
  const [statement] = watched.statements;
  const read = await rowsRead(shop.database, statement!, [ada.userId, "9223372036854775807", "6"]);
  assert.ok(read < 100, `${read} rows`);
});

import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  ListOrdersRequestSchema,
  ListReturnsRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { OrderStatus, ReturnStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { openDatabase } from "../../kit/database.ts";
import type { Database } from "../../kit/database.ts";
import { soldOrder } from "../orders/testing/sold_order.ts";
import { listReturns } from "../returns/list_returns.ts";
import { askBack, deliveredOrder } from "../returns/testing/delivered_order.ts";
import { testShop } from "../testing/fixture.ts";
import { rowsRead } from "../testing/rows_read.ts";
import { listOrders } from "./list_orders.ts";
import { staff } from "./testing/staff.ts";

async function list(database: Database, fields: MessageInitShape<typeof ListOrdersRequestSchema> = {}) {
  const { orders, nextCursor } = await listOrders(database, create(ListOrdersRequestSchema, fields));
  return { numbers: orders!.map(({ number }) => number!), nextCursor: nextCursor! };
}

Deno.test("listOrders() pages through all orders, newest first, while more are placed", async () => {
  await using shop = await testShop();
  const placed: string[] = [];
  for (let count = 0; count < 7; count++) placed.unshift((await soldOrder(shop.database)).number);
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await list(shop.database, { pageSize: 3, cursor });
    seen.push(...page.numbers);
    cursor = page.nextCursor;
    await soldOrder(shop.database);
  } while (cursor !== "");
  assert.deepEqual(seen, placed);
});

Deno.test("listOrders() finds orders by status, and by how their number or e-mail begins", async () => {
  await using shop = await testShop();
  const ada = await soldOrder(shop.database, { email: "Ada@example.com" });
  const bob = await soldOrder(shop.database, { email: "bob_100%@example.com" });
  await staff(shop.database).pack({ number: bob.number });
  const both = [bob.number, ada.number];
  const cases: [MessageInitShape<typeof ListOrdersRequestSchema>, string[]][] = [
    [{}, both],
    [{ status: OrderStatus.PACKED }, [bob.number]],
    [{ status: OrderStatus.SHIPPED }, []],
    [{ prefix: "aDA@" }, [ada.number]],
    [{ prefix: "da@" }, []],
    [{ prefix: "%" }, []],
    [{ prefix: "bob_100%@" }, [bob.number]],
    [{ prefix: bob.number.toLowerCase() }, [bob.number]],
    [{ prefix: ` ${ada.number.slice(0, 9)} ` }, [ada.number]],
    [{ prefix: ada.number, status: OrderStatus.PACKED }, []],
    [{ prefix: bob.number, status: OrderStatus.PACKED }, [bob.number]],
  ];
  for (const [fields, expected] of cases) {
    assert.deepEqual((await list(shop.database, fields)).numbers, expected, JSON.stringify(fields));
  }
});

Deno.test("listOrders() reads a page of many orders by an index, whatever it is asked for", async () => {
  await using shop = await testShop();
  const { number } = await soldOrder(shop.database, { email: "zoe@example.com" });
  await shop.database`
    with cart as (
      insert into carts (guest_id, ordered_at) select gen_random_uuid(), now() from generate_series(1, 3000) returning id, guest_id
    )
    insert into orders (number, guest_id, idempotency_key, cart_id, status, email, phone, ship_name, ship_line1, ship_line2,
      ship_city, ship_postal_code, ship_country_code, shipping_method, shipping_name, currency, subtotal, shipping, total)
    select 'SF-' || upper(translate(substr(md5(id::text), 1, 8), 'abcdef', 'ABCDEF')), guest_id, gen_random_uuid(), id, 'delivered',
      'a' || id || '@example.com', '', 'Ada', '1', '', 'London', '1', 'GB', 's', 'S', 'GBP', 1, 0, 1 from cart`;
  await shop.database`analyze orders`;
  const statements: [string, unknown[]][] = [];
  const spied = openDatabase(shop.url, { name: "spied", connections: 1 });
  spied.options.debug = (_connection, statement, parameters) => statements.push([statement, parameters]);
  const wishes = [{}, { status: OrderStatus.PAID }, { prefix: "zoe" }, { prefix: number }, {
    prefix: "zoe",
    status: OrderStatus.PAID,
  }];
  for (const wish of wishes) {
    statements.length = 0;
    await list(spied, { ...wish, cursor: "99999999" });
    const [statement, parameters] = statements.at(-1)!;
    const read = await rowsRead(spied, statement, parameters);
    assert.ok(read < 150, `${read} rows for ${JSON.stringify(wish)}`);
  }
  await spied.end();
});

Deno.test("listReturns() pages through returns, newest first, of one status if asked", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{ quantity: 3 }] });
  const items = [{ sku: order.skus[0]!, quantity: 1 }];
  const asked: string[] = [];
  for (let count = 0; count < 3; count++) asked.unshift((await askBack(shop.database, order, items)).number);
  await staff(shop.database).approve({ number: asked[1]! });
  const read = async (fields: MessageInitShape<typeof ListReturnsRequestSchema>) => {
    const { returns, nextCursor } = await listReturns(shop.database, create(ListReturnsRequestSchema, fields));
    return { numbers: returns!.map((row) => row.return!.number), nextCursor: nextCursor! };
  };
  const first = await read({ pageSize: 2 });
  const second = await read({ pageSize: 2, cursor: first.nextCursor });
  assert.deepEqual([...first.numbers, ...second.numbers], asked);
  assert.equal(second.nextCursor, "");
  assert.deepEqual((await read({ status: ReturnStatus.APPROVED })).numbers, [asked[1]]);
});

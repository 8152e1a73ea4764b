import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  EraseCustomerRequestSchema,
  ExportCustomerRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { lockCart } from "../cart/open_cart.ts";
import { runChecks } from "../check/run_checks.ts";
import { parcel, staff } from "../fulfilment/testing/staff.ts";
import { type MailedShop, mailedShop } from "../mail/testing/mailed_shop.ts";
import { payRefunds } from "../orders/testing/pay_refunds.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, setStock } from "../testing/fixture.ts";
import { add, testCheckout } from "../testing/shopper.ts";
import { until } from "../testing/until.ts";
import { eraseCustomer } from "./erase_customer.ts";
import { exportCustomer } from "./export_customer.ts";
import { ada, askAllBack, bob, buy, callOff, type Customer, deliver, takeBack, wish } from "./testing/customer.ts";

async function erase(database: Database, { principal, email: provedEmail }: Customer): Promise<void> {
  const { userId: customerId, shopperId } = principal;
  await eraseCustomer(database, create(EraseCustomerRequestSchema, { customerId, shopperId, provedEmail }));
}

async function exported(database: Database, { principal, email: provedEmail }: Customer) {
  const { userId: customerId, shopperId } = principal;
  const request = create(ExportCustomerRequestSchema, { customerId, shopperId, provedEmail });
  const { content } = await exportCustomer(database, request);
  return JSON.parse(new TextDecoder().decode(content));
}

/** Leaves a trace of a customer wherever one can be left. Everything is finished after it. */
async function live({ database, mails }: MailedShop, customer: Customer): Promise<void> {
  await buy(database, customer, crypto.randomUUID()).then((number) => deliver(database, number));
  const returned = await buy(database, customer);
  await deliver(database, returned);
  await takeBack(database, customer, await askAllBack(database, customer, returned));
  await callOff(database, customer, await buy(database, customer));
  await assert.rejects(buy(database, customer, undefined, "4000 0000 0000 0002"));
  await payRefunds(database);
  await database`
    with ended as (insert into promotions (name, kind, ends_at) values ('Over', 'free_shipping', now()) returning id)
    insert into redemptions (promotion_id, order_id, customer, amount)
    select ended.id, orders.id, ${customer.principal.shopperId}, 0 from ended, orders where number = ${returned}`;
  await wish(database, customer);
  await setStock(database, 5); // so they hear of it, and it is another mail
  await mails();
  await wish(database, customer);
  const sku = crypto.randomUUID();
  await addVariant(database, { sku });
  await add(database, customer.principal.shopperId, sku);
  await database`
    update outbox_deliveries set error = case
      when subject like 'order:%' then ${`550 ${customer.name} has moved`} else ${`550 <${customer.email}>: no such mailbox`}
    end where event_id = any (select event_id from mails where lower(recipient) = lower(${customer.email})) and consumer = 'mail'`;
}

/** Every row of every table, as JSON, under the table's name. Bytes are written as hexadecimal digits. */
async function dump(database: Database): Promise<{ table: string; row: Record<string, unknown>; text: string }[]> {
  const tables = await database<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
  const rows = [];
  for (const { name: table } of tables) {
    const found = await database<{ row: Record<string, unknown> }[]>`
      select to_jsonb(named) as row from ${database(table)} as named`;
    rows.push(...found.map(({ row }) => ({ table, row, text: JSON.stringify(row).toLowerCase() })));
  }
  return rows;
}

/** Tables with rows in which something of a customer stands, be it in text, in JSON or in bytes. */
async function tracesOf(database: Database, customer: Customer): Promise<string[]> {
  const { principal, email, name, street, phone, postalCode } = customer;
  const words = [email, email.toLowerCase(), name, street, phone, postalCode, principal.shopperId];
  const needles = words.flatMap((word) => [word.toLowerCase(), new TextEncoder().encode(word).toHex()]);
  const found = (await dump(database)).filter(({ text }) => needles.some((needle) => text.includes(needle)));
  return [...new Set(found.map(({ table }) => table))];
}

/** The rows that are about a customer, or about an order of theirs. */
async function rowsOf(database: Database, { principal, email, phone }: Customer): Promise<string[]> {
  const { userId, shopperId } = principal;
  const orders = await database<{ id: bigint; number: string }[]>`
    select id, number from orders where customer_id = ${userId} or lower(email) = lower(${email})`;
  const ids = orders.map(({ id }) => Number(id));
  const needles = [userId, shopperId, email.toLowerCase(), phone, ...orders.map(({ number }) => number.toLowerCase())];
  return (await dump(database))
    .filter(({ row, text }) => ids.includes(row.order_id as number) || needles.some((needle) => text.includes(needle)))
    .map(({ table, text }) => `${table} ${text}`).toSorted();
}

async function problems(database: Database): Promise<string[]> {
  const { results } = await runChecks(database, testCheckout(database).provider);
  return results!.flatMap(({ problems = [], notChecked = "" }) => [...problems, ...notChecked ? [notChecked] : []]);
}

Deno.test("eraseCustomer() leaves nothing of the customer in any column, everything else as it was, and all books right", async () => {
  await using shop = await mailedShop();
  const { database } = shop;
  const [erased, other] = [ada(), bob()];
  for (const customer of [erased, other]) await live(shop, customer);
  const before = await tracesOf(database, erased);
  // Where there is something to find: were it fewer, the search would show nothing
  assert.deepEqual(before, [
    "cart_additions",
    "carts",
    "idempotency_keys",
    "keyed_requests",
    "mails",
    "order_status_changes",
    "orders",
    "outbox_deliveries",
    "redemptions",
    "refunds",
    "return_status_changes",
    "returns",
    "stock_movements",
    "stock_notices",
    "workflow_runs",
  ]);
  const [others, othersExport] = [await rowsOf(database, other), await exported(database, other)];
  const sums = () =>
    database`select count(*), sum(total) as total, sum(tax) as tax, min(ship_country_code) as country from orders`;
  const [totals] = await sums();
  await erase(database, erased);
  assert.deepEqual(await tracesOf(database, erased), []);
  assert.deepEqual(await rowsOf(database, other), others);
  assert.deepEqual(await exported(database, other), othersExport);
  assert.deepEqual((await sums())[0], totals);
  assert.deepEqual(await problems(database), []);
  const kept = await database`
    select distinct email, phone, ship_name as name, ship_postal_code as postal, token, card_last4 as card
    from orders join payments on order_id = orders.id where customer_id = ${erased.principal.userId}`;
  assert.deepEqual([...kept], [{ email: "Erased", phone: "", name: "Erased", postal: "SW1Y", token: "", card: "" }]);
  const after = await dump(database);
  await erase(database, erased);
  assert.deepEqual(await dump(database), after);
  // Nobody is left to hear of what has not been mailed yet
  const sent = (await shop.mails()).length;
  await database`delete from mails where recipient = 'Erased'`;
  await shop.deliverAgain();
  assert.equal((await shop.mails()).length, sent);
  assert.deepEqual([...await database`select from outbox_deliveries where status = 'dead'`], []);
});

Deno.test("eraseCustomer() refuses while an order, a return or a refund is under way, and changes nothing", async () => {
  await using shop = await mailedShop();
  const { database } = shop;
  const customer = ada();
  const refused = async () => {
    await shop.mails();
    const before = await dump(database);
    await assert.rejects(erase(database, customer), failsWith(ErrorCode.WRONG_STATE));
    assert.deepEqual(await dump(database), before);
  };
  const number = await buy(database, customer);
  await refused(); // paid
  const sent = parcel();
  await staff(database).pack({ number });
  await refused();
  await staff(database).ship({ number, ...sent });
  await refused();
  await staff(database).deliver({ number, ...sent });
  const wanted = await askAllBack(database, customer, number);
  await refused();
  await staff(database).approve({ number: wanted });
  await refused();
  const [line] = await database`select sku from order_lines`;
  await staff(database).receive({ number: wanted, items: [{ sku: line!.sku, quantity: 1, restocked: 1 }] });
  await refused(); // the money is on its way
  await payRefunds(database);
  await erase(database, customer);
});

Deno.test("eraseCustomer() refuses while an order that the account may claim is under way", async () => {
  await using shop = await mailedShop();
  const customer = ada();
  await buy(shop.database, customer, crypto.randomUUID());
  await assert.rejects(erase(shop.database, customer), failsWith(ErrorCode.WRONG_STATE));
});

Deno.test("eraseCustomer() leaves alone what an address was left for that nobody proved", async () => {
  await using shop = await mailedShop();
  const { database } = shop;
  const customer = ada();
  await wish(database, customer);
  const { userId: customerId, shopperId } = customer.principal;
  await eraseCustomer(database, create(EraseCustomerRequestSchema, { customerId, shopperId }));
  assert.deepEqual(await tracesOf(database, customer), ["stock_notices"]);
});

Deno.test("eraseCustomer() refuses, and changes nothing, when an order is placed while it waits for the cart", async () => {
  await using shop = await mailedShop();
  const { database } = shop;
  const customer = ada();
  const { shopperId } = customer.principal;
  const number = await buy(database, customer);
  await deliver(database, number);
  const [line] = await database`select sku from order_lines`;
  await add(database, shopperId, line!.sku);
  const { erasing } = await transaction(database, async (tx) => {
    const cartId = await lockCart(tx, shopperId);
    const erasing = assert.rejects(erase(database, customer), failsWith(ErrorCode.WRONG_STATE));
    const waiting = () =>
      database`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(async () => (await waiting()).length > 0);
    await tx`
      insert into orders overriding system value
      select placed.* from orders, jsonb_populate_record(orders, jsonb_build_object(
        'id', -1, 'number', 'SF-00000000', 'cart_id', ${cartId!}::bigint, 'idempotency_key', 'another', 'status', 'placed'
      )) as placed where orders.number = ${number}`;
    await tx`update carts set ordered_at = now() where id = ${cartId!}`;
    return { erasing };
  });
  await erasing;
  assert.deepEqual([...await database`select from orders where erased_at is not null`], []);
});

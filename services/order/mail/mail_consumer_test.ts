import assert from "node:assert/strict";
import { startSmtpSink } from "../../kit/mail/testing/smtp_sink.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import { deliveries, isIdle } from "../../kit/outbox/testing/outbox.ts";
import { soldOrder } from "../orders/testing/sold_order.ts";
import { until } from "../testing/until.ts";
import { mailedShop } from "./testing/mailed_shop.ts";

Deno.test("an event that is delivered again is not mailed about again", async () => {
  await using shop = await mailedShop();
  for (let i = 0; i < 5; i++) await soldOrder(shop.database);
  assert.equal((await shop.mails()).length, 5);
  await shop.deliverAgain();
  assert.equal((await shop.mails()).length, 5);
});

Deno.test("a mail that was sent and not written down is sent again under the same Message-ID", async () => {
  await using shop = await mailedShop();
  await soldOrder(shop.database);
  await shop.mails();
  await shop.database`delete from mails`; // as if the process had died before it wrote it down
  await shop.deliverAgain();
  const [first, second, ...others] = await shop.mails();
  assert.deepEqual(others, []);
  assert.equal(first!.messageId, second!.messageId);
  const [{ id }] = await shop.database<[{ id: string }]>`select id from outbox_events where type = 'order.paid'`;
  assert.match(first!.messageId!, new RegExp(`^<${id}-[0-9a-f]{16}@shop.example>$`));
});

Deno.test("while the mail server is away nothing else waits, and every mail comes once it is back", async () => {
  const heard: OutboxEvent[] = [];
  const other = {
    name: "other",
    types: ["order.paid"],
    deliver: (event: OutboxEvent) => Promise.resolve(void heard.push(event)),
  };
  await using shop = await mailedShop(undefined, [other]);
  const { port } = shop.sink;
  await shop.sink[Symbol.asyncDispose]();
  const sold = await Promise.all(Array.from({ length: 5 }, () => soldOrder(shop.database)));
  await until(async () => (await deliveries(shop.database)).done === 5);
  await until(async () => (await shop.database`select from outbox_deliveries where attempts > 1`).length > 0);
  assert.deepEqual([heard.length, await deliveries(shop.database)], [5, { done: 5, pending: 5 }]);
  shop.sink = await startSmtpSink({ port });
  const subjects = (await shop.mails()).map(({ subject }) => subject);
  assert.deepEqual(subjects.sort(), sold.map(({ number }) => `Order ${number} confirmed`).sort());
});

Deno.test("a mail that the server refuses for now is tried again, and one that it refuses for good is a dead letter", async () => {
  await using shop = await mailedShop();
  shop.sink.refusal = 451;
  await soldOrder(shop.database);
  await until(async () => (await shop.database`select from outbox_deliveries where attempts > 2`).length > 0);
  shop.sink.refusal = 550;
  await until(() => isIdle(shop.database));
  const [letter] = await shop.database`select status, error from outbox_deliveries`;
  assert.equal(letter!.status, "dead");
  assert.match(letter!.error, /refused it with 550/);
  assert.equal((await shop.database`select from mails`).length, 0);
});

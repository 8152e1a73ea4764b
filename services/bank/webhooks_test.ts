import assert from "node:assert/strict";
import { until } from "../kit/testing/until.ts";
import { Books } from "./books.ts";
import { FaultPlan, Faults } from "./faults.ts";
import { openBank, paymentOf } from "./testing/open_bank.ts";

Deno.test("what the shop did not take is sent again, and no more once it did", async () => {
  await using bank = openBank();
  bank.inbox.status = 500;
  await bank.ask("/payments", paymentOf("card_visa_4242"));
  await until(() => bank.inbox.bodies.length === 2);
  bank.inbox.status = 200;
  await until(() => bank.books.all("select 1 from events where sent_at is null").length === 0);
  assert.equal(bank.inbox.bodies.length, 3);
  assert.equal(new Set(bank.inbox.bodies).size, 1);
});

Deno.test("what was not told survives the bank", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/bank.db`;
  {
    await using before = openBank(new Books(path));
    before.inbox.status = 503;
    await before.ask("/payments", paymentOf("card_visa_0002"));
    await until(() => before.inbox.bodies.length > 0);
  }
  await using after = openBank(new Books(path));
  await until(() => after.inbox.bodies.length === 1);
  assert.equal(JSON.parse(after.inbox.bodies[0]!).type, "payment.declined");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("nothing is told of a challenge before it is decided", async () => {
  await using bank = openBank();
  const payment = paymentOf("card_visa_3155");
  await bank.ask("/payments", payment);
  await bank.ask(`/payments/${payment.key}/void`, payment);
  await until(() => bank.inbox.bodies.length > 0);
  assert.deepEqual(bank.inbox.bodies.map((body) => JSON.parse(body).type), ["payment.voided"]);
});

Deno.test("events come twice, first and in any order where that is asked for", async () => {
  await using bank = openBank();
  const faults = { seed: 2, duplicateWebhookRate: 1, webhooksFirstRate: 1, shuffleWebhooks: true };
  await bank.ask("/faults", undefined, { method: "PUT", body: JSON.stringify(faults) });
  const payments = Array.from({ length: 8 }, () => paymentOf("card_visa_4242"));
  for (const [index, payment] of payments.entries()) {
    await bank.ask("/payments", payment);
    const told = bank.inbox.bodies.map((body) => JSON.parse(body).data.key);
    assert.ok(told.includes(payment.key), `payment ${index} was answered before it was told of`);
  }
  await until(() => bank.inbox.bodies.length === 16);
  const times = new Map<string, number>();
  for (const body of bank.inbox.bodies) times.set(body, (times.get(body) ?? 0) + 1);
  assert.deepEqual(new Set(times.values()), new Set([2]));
});

Deno.test("FaultPlan draws the same from the same seed, in the shares asked for", () => {
  using books = new Books(":memory:");
  const draw = (seed: number) => {
    const plan = new FaultPlan(books);
    plan.set(Faults.parse({ seed, errorRate: 0.1 }));
    return Array.from({ length: 10_000 }, () => plan.chance(plan.now.errorRate));
  };
  const drawn = draw(1);
  assert.deepEqual(draw(1), drawn);
  assert.notDeepEqual(draw(2), drawn);
  const share = drawn.filter(Boolean).length / drawn.length;
  assert.ok(share > 0.08 && share < 0.12, String(share));
  assert.equal(new FaultPlan(books).now.errorRate, 0.1, "faults are kept");
});

Deno.test("an unknown fault is refused", async () => {
  await using bank = openBank();
  for (const faults of [{ errorRat: 1 }, { errorRate: 2 }, { latencyMs: -1 }]) {
    const answer = await bank.ask("/faults", undefined, { method: "PUT", body: JSON.stringify(faults) });
    assert.equal(answer.status, 400);
  }
  assert.equal(bank.faults.now.errorRate, 0);
});

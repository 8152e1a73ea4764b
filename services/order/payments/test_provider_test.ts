import assert from "node:assert/strict";
import { startBank } from "../../../dev/testing/bank.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { signBody } from "../../kit/signed_body.ts";
import { failsWith } from "../testing/fails_with.ts";
import { until } from "../testing/until.ts";
import { payUntilKnown } from "./pay_until_known.ts";
import type { PaymentProvider, StatementEntry } from "./provider.ts";
import { testProvider } from "./test_provider.ts";
import { NEVER, requestFor } from "./testing/requests.ts";
import { serveForWebhooks } from "./testing/webhook_inbox.ts";

const EPOCH = new Date(0);

async function statementOf(provider: PaymentProvider, since = EPOCH): Promise<StatementEntry[]> {
  return await Array.fromAsync(provider.statement(since, NEVER));
}

/** Each test has a bank of its own; the provider gives up quickly. */
async function setUp(webhookUrl?: string) {
  const bank = await startBank(webhookUrl);
  const provider = testProvider({ ...bank, timeoutMs: 1_000 });
  return { bank, provider, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

Deno.test("testProvider() charges the cards that pay, and declines those that do not", async () => {
  await using set = await setUp();
  const pay = (token: string) => set.provider.pay(requestFor(token), NEVER);
  const { reference, ...paid } = await pay("card_visa_4242");
  assert.match(reference, /^pay_/);
  assert.deepEqual(paid, { status: "captured", cardBrand: "visa", cardLast4: "4242" });
  assert.equal((await pay("card_mastercard_4444")).status, "captured");
  const declined = await pay("card_visa_0002");
  assert.ok(declined.status === "declined" && declined.reason === "the card was declined");
  const poor = await pay("card_visa_9995");
  assert.ok(poor.status === "declined" && /insufficient funds/.test(poor.reason));
  await assert.rejects(pay("pm_1Q"), failsWith(ErrorCode.INVALID_ARGUMENT, "payment_token"));
  assert.equal((await statementOf(set.provider)).length, 2);
});

Deno.test("testProvider() charges a key once, however many ask at the same time", async () => {
  await using set = await setUp();
  const request = requestFor("card_visa_4242");
  const results = await Promise.all(Array.from({ length: 10 }, () => set.provider.pay(request, NEVER)));
  assert.equal(new Set(results.map(({ reference }) => reference)).size, 1);
  const entries = await statementOf(set.provider);
  assert.deepEqual(entries.map(({ kind, key, amount }) => ({ kind, key, amount })), [
    { kind: "capture", key: request.key, amount: 1395n },
  ]);
  await assert.rejects(
    set.provider.pay({ ...request, amount: 1n }, NEVER),
    failsWith(ErrorCode.INVALID_ARGUMENT, "payment_token"),
  );
});

Deno.test("payUntilKnown() finds out when the answer to a charge is lost, and charges once", async () => {
  await using set = await setUp();
  const request = requestFor("card_visa_0127");
  await assert.rejects(set.provider.pay(request, NEVER), { name: "TimeoutError" });
  const result = await payUntilKnown(set.provider, requestFor("card_visa_0127"), NEVER, { pauseMs: 1 });
  assert.equal(result.status, "captured");
  assert.equal((await payUntilKnown(set.provider, request, NEVER, { asked: true })).status, "captured");
  assert.equal((await statementOf(set.provider)).length, 2);
});

Deno.test("payUntilKnown() pays when the bank failed before it charged", async () => {
  await using set = await setUp();
  const request = requestFor("card_visa_0119");
  assert.equal((await payUntilKnown(set.provider, request, NEVER, { pauseMs: 1 })).status, "captured");
  assert.equal((await statementOf(set.provider)).length, 1);
});

Deno.test("payUntilKnown() gives up on a bank that never answers; the payment can then be voided for good", async () => {
  await using set = await setUp();
  const request = requestFor("card_visa_0101");
  await assert.rejects(payUntilKnown(set.provider, request, NEVER, { pauseMs: 1, attempts: 2 }), {
    name: "TimeoutError",
  });
  assert.equal((await set.provider.void(request, NEVER)).status, "voided");
  assert.equal((await set.provider.pay(request, NEVER)).status, "voided");
  assert.deepEqual(await statementOf(set.provider), []);
});

Deno.test("payUntilKnown() stops when it is told to, also while it waits", async () => {
  await using set = await setUp();
  const signal = AbortSignal.timeout(1_500);
  const paid = payUntilKnown(set.provider, requestFor("card_visa_0101"), signal, { pauseMs: 60_000 });
  await assert.rejects(paid, { name: "TimeoutError" });
});

Deno.test("payUntilKnown() captures nothing without the bank", async () => {
  const provider = testProvider({ url: "http://127.0.0.1:1", token: "", webhookSecret: "" });
  const request = requestFor("", { amount: 0n });
  assert.deepEqual(await payUntilKnown(provider, request, NEVER), {
    status: "captured",
    reference: `free_${request.key}`,
    cardBrand: "",
    cardLast4: "",
  });
});

Deno.test("a charge is not lost when the bank is killed before it answers", async () => {
  await using set = await setUp();
  await set.bank.setFaults({ timeoutAfterChargeRate: 1 });
  const request = requestFor("card_visa_4242");
  const patient = testProvider({ ...set.bank, timeoutMs: 30_000 });
  const paying = assert.rejects(patient.pay(request, NEVER));
  await until(async () => await set.provider.find(request, NEVER) !== undefined);
  await set.bank.kill();
  await paying;
  await set.bank.start();
  assert.equal((await payUntilKnown(set.provider, request, NEVER, { asked: true })).status, "captured");
  assert.equal((await statementOf(set.provider)).length, 1);
});

Deno.test("testProvider() holds money, takes it, or lets it go", async () => {
  await using set = await setUp();
  const [taken, freed] = [requestFor("card_visa_4242", { hold: true }), requestFor("card_visa_4242", { hold: true })];
  for (const request of [taken, freed]) {
    assert.equal((await set.provider.pay(request, NEVER)).status, "authorised");
  }
  assert.deepEqual(await statementOf(set.provider), []);
  assert.equal((await set.provider.capture(taken, NEVER)).status, "captured");
  assert.equal((await set.provider.capture(taken, NEVER)).status, "captured");
  assert.equal((await set.provider.void(taken, NEVER)).status, "captured");
  assert.equal((await set.provider.void(freed, NEVER)).status, "voided");
  assert.equal((await set.provider.capture(freed, NEVER)).status, "voided");
  assert.deepEqual((await statementOf(set.provider)).map(({ key }) => key), [taken.key]);
});

Deno.test("testProvider() refunds once a key, and never more than was paid", async () => {
  await using set = await setUp();
  const payment = requestFor("card_visa_4242");
  await set.provider.pay(payment, NEVER);
  const refund = { key: crypto.randomUUID(), amount: 1000n, payment };
  assert.equal(await set.provider.findRefund(refund, NEVER), undefined);
  const results = await Promise.all(Array.from({ length: 5 }, () => set.provider.refund(refund, NEVER)));
  assert.equal(new Set(results.map(({ reference }) => reference)).size, 1);
  assert.deepEqual(await set.provider.findRefund(refund, NEVER), results[0]);
  const more = await set.provider.refund({ key: crypto.randomUUID(), amount: 396n, payment }, NEVER);
  assert.ok(more.status === "failed" && /not so much left/.test(more.reason));
  assert.equal(
    (await set.provider.refund({ key: crypto.randomUUID(), amount: 395n, payment }, NEVER)).status,
    "succeeded",
  );
  const nobody = { ...payment, key: crypto.randomUUID() };
  assert.equal(
    (await set.provider.refund({ key: crypto.randomUUID(), amount: 1n, payment: nobody }, NEVER)).status,
    "failed",
  );
  const kinds = (await statementOf(set.provider)).map(({ kind, amount }) => `${kind} ${amount}`);
  assert.deepEqual(kinds, ["capture 1395", "refund 1000", "refund 395"]);
});

for (const [answer, status] of [["approve", "captured"], ["refuse", "declined"]] as const) {
  Deno.test(`a challenge that the customer answers with "${answer}" ends "${status}", once`, async () => {
    await using set = await setUp();
    const request = requestFor("card_visa_3155");
    const result = await set.provider.pay(request, NEVER);
    assert.ok(result.status === "challenge");
    const page = await fetch(result.url);
    assert.match(await page.text(), /<html lang="en">[\s\S]*13\.95 GBP[\s\S]*<button name="answer" value="approve">/);
    assert.match(page.headers.get("content-security-policy")!, /form-action 'self' https:\/\/shop\.example;/);
    for (const said of [answer, "approve", "refuse"]) {
      const body = new URLSearchParams({ answer: said });
      const back: Response = await fetch(result.url, { method: "POST", body, redirect: "manual" });
      await back.body?.cancel();
      assert.deepEqual([back.status, back.headers.get("location")], [303, request.returnUrl]);
    }
    assert.equal((await set.provider.find(request, NEVER))?.status, status);
    assert.equal((await statementOf(set.provider)).length, status === "captured" ? 1 : 0);
    assert.match(await (await fetch(result.url)).text(), new RegExp(`This payment is ${status}`));
  });
}

Deno.test("a challenge that is voided cannot be approved any more", async () => {
  await using set = await setUp();
  const request = requestFor("card_visa_3155");
  const result = await set.provider.pay(request, NEVER);
  assert.ok(result.status === "challenge");
  assert.equal((await set.provider.void(request, NEVER)).status, "voided");
  const body = new URLSearchParams({ answer: "approve" });
  await (await fetch(result.url, { method: "POST", body, redirect: "manual" })).body?.cancel();
  assert.equal((await set.provider.find(request, NEVER))?.status, "voided");
  assert.deepEqual(await statementOf(set.provider), []);
});

Deno.test("the bank tells what happened, signed, again until it is heard, and after it was killed", async () => {
  await using inbox = serveForWebhooks();
  inbox.answerWith(503);
  await using set = await setUp(inbox.url);
  const payment = requestFor("card_visa_4242");
  await set.provider.pay(payment, NEVER);
  await until(() => inbox.received.length >= 2);
  await set.bank.kill();
  inbox.answerWith(200);
  inbox.received.length = 0;
  await set.bank.start();
  await until(() => inbox.received.length > 0);
  const { headers, body } = inbox.received[0]!;
  const event = await set.provider.readWebhook(headers, body);
  assert.ok(event.news.about === "payment" && event.news.result.status === "captured");
  assert.equal(event.news.payment.key, payment.key);
  await assert.rejects(set.provider.readWebhook({}, body), failsWith(ErrorCode.UNAUTHENTICATED));
  const forged = { "bank-signature": signBody("guess", body, new Date()) };
  await assert.rejects(set.provider.readWebhook(forged, body), failsWith(ErrorCode.UNAUTHENTICATED));
});

Deno.test("the bank tells of refunds and disputes", async () => {
  await using inbox = serveForWebhooks();
  await using set = await setUp(inbox.url);
  const payment = requestFor("card_visa_4242");
  const { reference } = await set.provider.pay(payment, NEVER);
  const refund = { key: crypto.randomUUID(), amount: 395n, payment };
  await set.provider.refund(refund, NEVER);
  const opened = await set.bank.ask("/disputes", {
    method: "POST",
    body: JSON.stringify({ payment: payment.key, reason: "not received" }),
  });
  const dispute = await opened.json();
  const close = { method: "POST", body: JSON.stringify({ outcome: "won" }) };
  await (await set.bank.ask(`/disputes/${dispute.reference}/close`, close)).body?.cancel();
  await until(() => inbox.received.length === 4);
  const events = await Promise.all(inbox.received.map(({ headers, body }) => set.provider.readWebhook(headers, body)));
  const name = { key: payment.key, reference };
  const news = new Map(events.map(({ type, news }) => [type, news]));
  const told = news.get("refund.succeeded");
  assert.ok(told?.about === "refund" && told.result.status === "succeeded");
  assert.deepEqual([told.payment, told.key, told.amount], [name, refund.key, 395n]);
  const about = {
    about: "dispute",
    payment: name,
    reference: dispute.reference,
    amount: 1000n,
    reason: "not received",
  };
  assert.deepEqual(news.get("dispute.opened"), { ...about, status: "open" });
  assert.deepEqual(news.get("dispute.won"), { ...about, status: "won" });
  assert.deepEqual((await statementOf(set.provider)).map(({ kind, amount }) => `${kind} ${amount}`), [
    "capture 1395",
    "refund 395",
    "dispute 1000",
    "dispute_won 1000",
  ]);
});

Deno.test("the bank's faults hold as set, also after a restart: errors, lost answers, events twice and first", async () => {
  await using inbox = serveForWebhooks();
  await using set = await setUp(inbox.url);
  await set.bank.setFaults({ seed: 7, duplicateWebhookRate: 1, webhooksFirstRate: 1, shuffleWebhooks: true });
  await set.bank.kill();
  await set.bank.start();
  await set.provider.pay(requestFor("card_visa_4242"), NEVER);
  assert.ok(inbox.received.length >= 1, "told before it answered");
  await until(() => inbox.received.length === 2);
  assert.deepEqual(inbox.received[0]!.body, inbox.received[1]!.body);
  await set.bank.setFaults({ errorRate: 1 });
  await assert.rejects(set.provider.pay(requestFor("card_visa_4242"), NEVER), /answered 500/);
  await set.bank.setFaults({ timeoutAfterChargeRate: 1 });
  await assert.rejects(set.provider.pay(requestFor("card_visa_4242"), NEVER), { name: "TimeoutError" });
  await set.bank.setFaults({ latencyMs: 250 });
  const began = performance.now();
  await set.provider.find(requestFor("card_visa_4242"), NEVER);
  assert.ok(performance.now() - began >= 240);
  assert.equal((await statementOf(set.provider)).length, 2);
});

Deno.test("the bank wants its token for everything but its page", async () => {
  await using set = await setUp();
  const stranger = testProvider({ ...set.bank, token: "guess" });
  await assert.rejects(stranger.pay(requestFor("card_visa_4242"), NEVER), /answered 401/);
  for (const path of ["/statement", "/payments/12345678", "/faults", "/disputes"]) {
    const answer = await fetch(set.bank.url + path);
    await answer.body?.cancel();
    assert.equal(answer.status, 401, path);
  }
});

Deno.test("testProvider() pages through a long statement, from the time asked for", async () => {
  await using set = await setUp();
  for (let batch = 0; batch < 11; batch++) {
    await Promise.all(Array.from({ length: 50 }, () => set.provider.pay(requestFor("card_visa_4242"), NEVER)));
  }
  const entries = await statementOf(set.provider);
  assert.equal(new Set(entries.map(({ key }) => key)).size, 550);
  assert.equal((await statementOf(set.provider, new Date(entries.at(-1)!.at.getTime() + 1))).length, 0);
});

import assert from "node:assert/strict";
import Stripe from "stripe";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { payUntilKnown } from "./pay_until_known.ts";
import { stripeProvider } from "./stripe_provider.ts";
import { NEVER, requestFor } from "./testing/requests.ts";
import { startStripe } from "./testing/stripe_server.ts";

const WEBHOOK_SECRET = "whsec_test";
const DAY_MS = 24 * 60 * 60_000;

function setUp() {
  const server = startStripe();
  const options = { secretKey: "sk_test_1", webhookSecret: WEBHOOK_SECRET, timeoutMs: 600, host: server.host };
  return { server, provider: stripeProvider(options), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

Deno.test("stripeProvider() makes an intent that names the order, and confirms it, each under a key", async () => {
  await using set = setUp();
  const request = requestFor("pm_card_visa");
  const { reference, ...paid } = await set.provider.pay(request, NEVER);
  assert.deepEqual(paid, { status: "captured", cardBrand: "visa", cardLast4: "4242" });
  const [made, confirmed] = set.server.requests;
  assert.deepEqual(Object.fromEntries(made!.params), {
    amount: "1395",
    currency: "gbp",
    capture_method: "automatic",
    "allowed_payment_method_types[0]": "card",
    "metadata[shopflow_key]": request.key,
    "metadata[order_number]": "SF-7K3QX9M2",
  });
  assert.equal(made!.idempotencyKey, request.key);
  assert.deepEqual([confirmed!.path, confirmed!.idempotencyKey], [
    `/v1/payment_intents/${reference}/confirm`,
    `${request.key}:confirm`,
  ]);
  assert.equal(confirmed!.params.get("return_url"), request.returnUrl);
});

Deno.test("stripeProvider() tells of refusals and challenges", async () => {
  await using set = setUp();
  const declined = await set.provider.pay(requestFor("pm_card_visa_chargeDeclined"), NEVER);
  assert.ok(declined.status === "declined");
  assert.deepEqual([declined.reason, declined.cardLast4], ["the card was declined", "0002"]);
  const challenge = await set.provider.pay(requestFor("pm_card_threeDSecure2Required"), NEVER);
  assert.ok(challenge.status === "challenge");
  assert.equal(challenge.url, `https://hooks.stripe.com/3d_secure_2/${challenge.reference}`);
  await assert.rejects(
    set.provider.pay(requestFor("card_visa_4242"), NEVER),
    failsWith(ErrorCode.INVALID_ARGUMENT, "payment_token"),
  );
});

Deno.test("stripeProvider() charges a key once, however many ask at the same time", async () => {
  await using set = setUp();
  const request = requestFor("pm_card_visa");
  const results = await Promise.all(Array.from({ length: 10 }, () => set.provider.pay(request, NEVER)));
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(["captured"]));
  assert.equal(set.server.intents.size, 1);
});

for (const path of [/payment_intents$/, /confirm$/]) {
  Deno.test(`stripeProvider() finds a payment whose answer was lost at ${path}`, async () => {
    await using set = setUp();
    const request = requestFor("pm_card_visa");
    assert.equal(await set.provider.find(request, NEVER), undefined);
    set.server.loseNextAnswer(path);
    const result = await payUntilKnown(set.provider, request, NEVER, { pauseMs: 1 });
    assert.equal(result.status, "captured");
    assert.equal((await set.provider.find(request, NEVER))?.status, "captured");
    assert.equal(set.server.intents.size, 1);
  });
}

Deno.test("stripeProvider() finds a declined payment whose answer was lost, and does not try the card again", async () => {
  await using set = setUp();
  const request = requestFor("pm_card_visa_chargeDeclined");
  set.server.loseNextAnswer(/confirm$/);
  assert.equal((await payUntilKnown(set.provider, request, NEVER, { pauseMs: 1 })).status, "declined");
  assert.equal(set.server.requests.filter(({ path }) => path.endsWith("/confirm")).length, 1);
});

Deno.test("stripeProvider() searches for a payment once Stripe has forgotten its key", async () => {
  await using set = setUp();
  const request = requestFor("pm_card_visa");
  await set.provider.pay(request, NEVER);
  set.server.forgetKeys();
  const old = { ...request, askedAt: new Date(Date.now() - DAY_MS) };
  assert.equal((await set.provider.pay(old, NEVER)).status, "captured");
  assert.equal((await set.provider.find(old, NEVER))?.status, "captured");
  assert.equal(set.server.intents.size, 1);
});

Deno.test("stripeProvider() voids what was not paid, and nothing is charged under the key any more", async () => {
  await using set = setUp();
  const unheard = requestFor("pm_card_visa");
  assert.equal((await set.provider.void(unheard, NEVER)).status, "voided");
  assert.equal((await set.provider.pay(unheard, NEVER)).status, "voided");
  const challenged = requestFor("pm_card_threeDSecure2Required");
  await set.provider.pay(challenged, NEVER);
  assert.equal((await set.provider.void(challenged, NEVER)).status, "voided");
  assert.equal((await set.provider.void(challenged, NEVER)).status, "voided");
  const paid = requestFor("pm_card_visa");
  await set.provider.pay(paid, NEVER);
  assert.equal((await set.provider.void(paid, NEVER)).status, "captured");
});

Deno.test("stripeProvider() tells how a void ended that lost against the payment", async () => {
  await using set = setUp();
  const request = requestFor("pm_card_threeDSecure2Required");
  const { reference } = await set.provider.pay(request, NEVER);
  set.server.answerNext(/cancel$/, {
    status: 400,
    body: { error: { type: "invalid_request_error", code: "payment_intent_unexpected_state", message: "succeeded" } },
  });
  const approved = set.server.intents.get(reference)!;
  const voiding = set.provider.void(request, NEVER);
  approved.status = "succeeded";
  assert.equal((await voiding).status, "captured");
});

Deno.test("stripeProvider() holds money and takes it once", async () => {
  await using set = setUp();
  const request = requestFor("pm_card_visa", { hold: true });
  assert.equal((await set.provider.pay(request, NEVER)).status, "authorised");
  assert.equal((await set.provider.capture(request, NEVER)).status, "captured");
  assert.equal((await set.provider.capture(request, NEVER)).status, "captured");
});

Deno.test("stripeProvider() takes every failure of Stripe's for unknown", async () => {
  await using set = setUp();
  const failures = [
    { status: 500, body: { error: { type: "api_error", message: "An error occurred" } } },
    { status: 429, body: { error: { type: "invalid_request_error", code: "lock_timeout", message: "Locked" } } },
    {
      status: 409,
      body: { error: { type: "invalid_request_error", code: "idempotency_key_in_use", message: "Busy" } },
    },
    { status: 401, body: { error: { type: "invalid_request_error", message: "Invalid API Key" } } },
  ];
  for (const answer of failures) {
    set.server.answerNext(/payment_intents$/, answer);
    await assert.rejects(set.provider.pay(requestFor("pm_card_visa"), NEVER), (error) => {
      assert.ok(error instanceof Stripe.errors.StripeError, String(error));
      return true;
    });
  }
});

Deno.test("stripeProvider() refunds a key once, also when Stripe has forgotten it", async () => {
  await using set = setUp();
  const paid = requestFor("pm_card_visa");
  const { reference } = await set.provider.pay(paid, NEVER);
  const refund = { key: crypto.randomUUID(), amount: 395n, payment: { ...paid, reference } };
  assert.equal(await set.provider.findRefund(refund, NEVER), undefined);
  set.server.loseNextAnswer(/refunds$/);
  await assert.rejects(set.provider.findRefund(refund, NEVER));
  const done = await set.provider.refund(refund, NEVER);
  assert.equal(done.status, "succeeded");
  set.server.forgetKeys();
  assert.deepEqual(await set.provider.refund(refund, NEVER), done);
  assert.deepEqual(await set.provider.findRefund(refund, NEVER), done);
  set.server.answerNext(/refunds$/, { body: { object: "list", data: [], has_more: false } });
  set.server.answerNext(/refunds$/, {
    status: 400,
    body: { error: { type: "invalid_request_error", code: "charge_already_refunded", message: "Already refunded." } },
  });
  const other = await set.provider.refund({ ...refund, key: crypto.randomUUID() }, NEVER);
  assert.deepEqual(other, { status: "failed", reference: "", reason: "Already refunded." });
});

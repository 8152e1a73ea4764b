import assert from "node:assert/strict";
import Stripe from "stripe";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { stripeProvider } from "./stripe_provider.ts";
import { startStripe } from "./testing/stripe_server.ts";

const NEVER = new AbortController().signal;
const WEBHOOK_SECRET = "whsec_test";

function setUp() {
  const server = startStripe();
  const options = { secretKey: "sk_test_1", webhookSecret: WEBHOOK_SECRET, timeoutMs: 300, host: server.host };
  return { server, provider: stripeProvider(options), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const stripe = new Stripe("sk_test_1");
const cryptoProvider = Stripe.createSubtleCryptoProvider();

/** An event as Stripe sends it, signed by the library's own helper. */
async function webhook(
  type: string,
  object: Record<string, unknown>,
  options: { secret?: string; timestamp?: number } = {},
) {
  const payload = JSON.stringify({ id: "evt_1", object: "event", type, data: { object } });
  const header = await stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: WEBHOOK_SECRET,
    cryptoProvider,
    ...options,
  });
  return { headers: { "stripe-signature": header }, body: new TextEncoder().encode(payload) };
}

const KEY = "0198a1f0-0000-7000-8000-000000000001";
const intent = { id: "pi_1", object: "payment_intent", metadata: { shopflow_key: KEY }, payment_method: "pm_1" };
const card = { reference: "pi_1", cardBrand: "", cardLast4: "" };
const declinedError = { code: "card_declined", decline_code: "insufficient_funds" };
const refunded = { id: "re_1", object: "refund", amount: 395, payment_intent: "pi_1", metadata: { shopflow_key: KEY } };
const dispute = { id: "dp_1", object: "dispute", amount: 1395, reason: "fraudulent", payment_intent: "pi_1" };
const name = { key: KEY, reference: "pi_1" };
const aboutRefund = { about: "refund", payment: { reference: "pi_1" }, key: KEY, amount: 395n };
const aboutDispute = {
  about: "dispute",
  payment: { reference: "pi_1" },
  reference: "dp_1",
  amount: 1395n,
  reason: "fraudulent",
};
const NOTHING = { about: "nothing" };

Deno.test("stripeProvider() reads what Stripe tells", async () => {
  await using set = setUp();
  const events: [type: string, object: Record<string, unknown>, news: unknown][] = [
    ["payment_intent.succeeded", { ...intent, status: "succeeded" }, {
      about: "payment",
      payment: name,
      result: { ...card, status: "captured" },
    }],
    [
      "payment_intent.payment_failed",
      { ...intent, status: "requires_payment_method", last_payment_error: declinedError },
      {
        about: "payment",
        payment: name,
        result: { ...card, status: "declined", reason: "the card has insufficient funds" },
      },
    ],
    ["payment_intent.canceled", { ...intent, status: "canceled" }, {
      about: "payment",
      payment: name,
      result: { ...card, status: "voided" },
    }],
    ["payment_intent.succeeded", { ...intent, metadata: {}, status: "succeeded" }, NOTHING],
    ["payment_intent.created", { ...intent, status: "requires_payment_method" }, NOTHING],
    ["refund.updated", { ...refunded, status: "succeeded" }, {
      ...aboutRefund,
      result: { status: "succeeded", reference: "re_1" },
    }],
    ["refund.failed", { ...refunded, status: "failed", failure_reason: "lost_or_stolen_card" }, {
      ...aboutRefund,
      result: { status: "failed", reference: "re_1", reason: "lost_or_stolen_card" },
    }],
    ["charge.dispute.created", { ...dispute, status: "needs_response" }, { ...aboutDispute, status: "open" }],
    ["charge.dispute.closed", { ...dispute, status: "won" }, { ...aboutDispute, status: "won" }],
    ["charge.dispute.closed", { ...dispute, status: "lost" }, { ...aboutDispute, status: "lost" }],
    ["charge.dispute.created", { ...dispute, status: "warning_needs_response" }, NOTHING],
    ["customer.created", { id: "cus_1" }, NOTHING],
  ];
  for (const [type, object, news] of events) {
    const { headers, body } = await webhook(type, object);
    assert.deepEqual(await set.provider.readWebhook(headers, body), { id: "evt_1", type, news });
  }
});

Deno.test("stripeProvider() refuses an event that Stripe did not sign, or signed long ago", async () => {
  await using set = setUp();
  const object = { ...intent, status: "succeeded" };
  const good = await webhook("payment_intent.succeeded", object);
  const other = await webhook("payment_intent.succeeded", object, { secret: "whsec_guess" });
  const old = await webhook("payment_intent.succeeded", object, { timestamp: Math.floor(Date.now() / 1000) - 301 });
  const changed = new TextEncoder().encode(new TextDecoder().decode(good.body).replace("succeeded", "canceled "));
  for (const { headers, body } of [other, old, { ...good, body: changed }, { ...good, headers: {} }]) {
    await assert.rejects(set.provider.readWebhook(headers, body), failsWith(ErrorCode.UNAUTHENTICATED));
  }
});

Deno.test("stripeProvider() reads Stripe's books in our words", async () => {
  await using set = setUp();
  const created = 1_781_524_800;
  const line = (reporting_category: string, source: unknown) => ({
    object: "balance_transaction",
    reporting_category,
    source,
    created,
  });
  const charge = {
    id: "ch_1",
    object: "charge",
    amount: 1395,
    currency: "gbp",
    payment_intent: "pi_1",
    metadata: { shopflow_key: KEY },
  };
  set.server.answerNext(/balance_transactions$/, {
    body: {
      object: "list",
      has_more: false,
      data: [
        line("charge", charge),
        line("refund", { ...refunded, currency: "gbp" }),
        line("dispute", { ...dispute, currency: "gbp", metadata: {} }),
        line("dispute_reversal", { ...dispute, currency: "gbp", metadata: {} }),
        line("payout", { id: "po_1", object: "payout" }),
        line("fee", null),
      ],
    },
  });
  const at = new Date(created * 1000);
  assert.deepEqual(await Array.fromAsync(set.provider.statement(at, NEVER)), [
    { kind: "capture", key: KEY, reference: "pi_1", amount: 1395n, currency: "GBP", at },
    { kind: "refund", key: KEY, reference: "re_1", amount: 395n, currency: "GBP", at },
    { kind: "dispute", key: undefined, reference: "dp_1", amount: 1395n, currency: "GBP", at },
    { kind: "dispute_won", key: undefined, reference: "dp_1", amount: 1395n, currency: "GBP", at },
  ]);
  assert.equal(set.server.requests[0]!.params.get("created[gte]"), String(created));
});

import Stripe from "stripe";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type {
  PaymentProvider,
  PaymentRequest,
  PaymentResult,
  RefundRequest,
  RefundResult,
  StatementEntry,
} from "./provider.ts";
import { newsOf, statementEntry } from "./stripe_events.ts";
import { KEY, paymentResult, refundResult } from "./stripe_results.ts";

/** How Stripe is reached. */
export interface StripeProviderOptions {
  secretKey: string;
  webhookSecret: string;
  /** How long an answer may take, in milliseconds. */
  timeoutMs: number;
  /** Where the API is; Stripe's own address unless given. */
  host?: { host: string; port: number; protocol: "http" | "https" };
}

/** Stripe keeps idempotency keys for a day at least; older payments are searched for. */
const KEYS_LAST_MS = 23 * 60 * 60_000;
const TOLERANCE_S = 300;

/**
 * Payments through Stripe's payment intents.
 *
 * Making an intent charges nothing, and making it again under the same idempotency key gives the same one: so a payment is found
 * by its key alone, even when no answer ever came. Only confirming it charges, which Stripe does once for each intent.
 */
export function stripeProvider(options: StripeProviderOptions): PaymentProvider {
  const stripe = new Stripe(options.secretKey, {
    httpClient: Stripe.createFetchHttpClient(),
    maxNetworkRetries: 0, // who asks asks again
    telemetry: false,
    timeout: options.timeoutMs,
    ...options.host,
  });
  const cryptoProvider = Stripe.createSubtleCryptoProvider();
  return {
    name: "stripe",
    pay: (request) => pay(stripe, request),
    find: async (request) => paymentResult(await intentOf(stripe, request)),
    capture: async (request) => {
      const intent = await intentOf(stripe, request);
      if (intent.status !== "requires_capture") return decided(intent);
      return await settled(stripe, intent.id, stripe.paymentIntents.capture(intent.id, {}, keyed(request, "capture")));
    },
    void: async (request) => {
      const intent = await intentOf(stripe, request);
      const result = paymentResult(intent);
      if (result && result.status !== "authorised" && result.status !== "challenge") return result;
      return await settled(stripe, intent.id, stripe.paymentIntents.cancel(intent.id, {}, keyed(request, "cancel")));
    },
    refund: (request) => refund(stripe, request),
    findRefund: (request) => findRefund(stripe, request),
    async readWebhook(headers, body) {
      const signature = headers["stripe-signature"] ?? "";
      const text = new TextDecoder().decode(body);
      const verified = stripe.webhooks
        .constructEventAsync(text, signature, options.webhookSecret, TOLERANCE_S, cryptoProvider);
      const event = await verified.catch((cause) => {
        throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot take the event: its signature is not Stripe's", {
          cause,
        });
      });
      return { id: event.id, type: event.type, news: newsOf(event) };
    },
    async *statement(since): AsyncGenerator<StatementEntry> {
      const created = { gte: Math.floor(since.getTime() / 1000) };
      for await (const line of stripe.balanceTransactions.list({ created, limit: 100, expand: ["data.source"] })) {
        const entry = statementEntry(line);
        if (entry) yield entry;
      }
    },
  };
}

async function pay(stripe: Stripe, request: PaymentRequest): Promise<PaymentResult> {
  try {
    const intent = await intentOf(stripe, request);
    const known = paymentResult(intent);
    if (known) return known;
    const { token, returnUrl } = request;
    const confirming = stripe.paymentIntents.confirm(
      intent.id,
      { payment_method: token, return_url: returnUrl, expand: ["payment_method"] },
      keyed(request, "confirm"),
    );
    return await settled(stripe, intent.id, confirming);
  } catch (error) {
    if (!isRefused(error)) throw error;
    throw invalidArgument("Cannot charge the card: Stripe does not accept the request", "payment_token", error.message);
  }
}

/** The intent of a payment, made now if there is none. */
async function intentOf(stripe: Stripe, request: PaymentRequest): Promise<Stripe.PaymentIntent> {
  const { key, reference, amount, currency, orderNumber, hold, askedAt } = request;
  const expand = ["payment_method"];
  if (reference !== undefined) return await stripe.paymentIntents.retrieve(reference, { expand });
  if (Date.now() - askedAt.getTime() > KEYS_LAST_MS) {
    const { data: [found] } = await stripe.paymentIntents.search({ query: `metadata["${KEY}"]:"${key}"`, limit: 1 });
    if (found) return await stripe.paymentIntents.retrieve(found.id, { expand });
  }
  // The same for each attempt: Stripe refuses a key that comes with other parameters
  const made = await stripe.paymentIntents.create({
    amount: Number(amount),
    currency: currency.toLowerCase(),
    capture_method: hold ? "manual" : "automatic",
    allowed_payment_method_types: ["card"],
    metadata: { [KEY]: key, order_number: orderNumber },
  }, { idempotencyKey: key });
  // Over fetch the headers are not the record that the library's types promise
  const isReplay = new Headers(made.lastResponse.headers).get("idempotent-replayed") === "true";
  return isReplay ? await stripe.paymentIntents.retrieve(made.id, { expand }) : made;
}

/** What became of an intent that was asked to go on; when it had gone on before, what it is now. */
async function settled(stripe: Stripe, id: string, asking: Promise<Stripe.PaymentIntent>): Promise<PaymentResult> {
  try {
    return decided(await asking);
  } catch (error) {
    const isDecided = error instanceof Stripe.errors.StripeCardError ||
      (error instanceof Stripe.errors.StripeError && error.code === "payment_intent_unexpected_state") ||
      error instanceof Stripe.errors.StripeIdempotencyError;
    if (!isDecided) throw error;
    return decided(await stripe.paymentIntents.retrieve(id, { expand: ["payment_method"] }));
  }
}

function decided(intent: Stripe.PaymentIntent): PaymentResult {
  const result = paymentResult(intent);
  if (!result) throw new Error(`Cannot tell what became of payment intent "${intent.id}": it is "${intent.status}"`);
  return result;
}

async function refund(stripe: Stripe, request: RefundRequest): Promise<RefundResult> {
  const { id } = await intentOf(stripe, request.payment);
  const known = await findRefund(stripe, request);
  if (known) return known;
  try {
    const wish = { payment_intent: id, amount: Number(request.amount), metadata: { [KEY]: request.key } };
    return refundResult(await stripe.refunds.create(wish, { idempotencyKey: request.key }));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { status: "failed", reference: "", reason: error.message };
  }
}

async function findRefund(stripe: Stripe, { key, payment }: RefundRequest): Promise<RefundResult | undefined> {
  const { id } = await intentOf(stripe, payment);
  for await (const found of stripe.refunds.list({ payment_intent: id, limit: 100 })) {
    if (found.metadata?.[KEY] === key) return refundResult(found);
  }
  return undefined;
}

/** Stripe looked at the request and will never carry it out. A key that is in use (409) is no such answer. */
function isRefused(error: unknown): error is Error {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

function keyed({ key }: PaymentRequest, what: string): Stripe.RequestOptions {
  return { idempotencyKey: `${key}:${what}` };
}

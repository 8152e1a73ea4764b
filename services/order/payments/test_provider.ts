import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { isSigned } from "../../kit/signed_body.ts";
import {
  PaymentAnswer,
  paymentResult,
  readEvent,
  RefundAnswer,
  Refused,
  Statement,
  type StatementPage,
} from "./bank_messages.ts";
import type { PaymentProvider, PaymentRequest, RefundRequest, RefundResult, StatementEntry } from "./provider.ts";
import { tokeniseTestCard } from "./test_cards.ts";

/** How the test bank is reached. */
export interface TestProviderOptions {
  /** Its address, without a slash at the end. */
  url: string;
  token: string;
  webhookSecret: string;
  /** How long an answer may take, in milliseconds; 2,000 unless given. */
  timeoutMs?: number;
  now?: () => Date;
}

/** Carries the signature of the bank's webhooks. */
export const BANK_SIGNATURE = "bank-signature";
const TIMEOUT_MS = 2_000;

/** The provider of development and tests: the bank of services/bank, asked over HTTP. It moves no money. */
export function testProvider(options: TestProviderOptions): PaymentProvider {
  const { now = () => new Date() } = options;
  const ask = (path: string, signal: AbortSignal, body?: unknown) => askBank(options, path, signal, body);
  const askPayment = async (path: string, signal: AbortSignal, body?: unknown) => {
    const answer = await ask(path, signal, body);
    return answer === undefined ? undefined : paymentResult(PaymentAnswer.parse(answer));
  };
  return {
    name: "test",
    tokenise: (card) => tokeniseTestCard(card, now()),
    pay: async (request, signal) => known(await askPayment("/payments", signal, paymentBody(request))),
    find: ({ key }, signal) => askPayment(`/payments/${key}`, signal),
    capture: async ({ key }, signal) => known(await askPayment(`/payments/${key}/capture`, signal, {})),
    void: async (request, signal) =>
      known(await askPayment(`/payments/${request.key}/void`, signal, paymentBody(request))),
    refund: (request, signal) => sendRefund(options, request, signal),
    async findRefund({ key }, signal): Promise<RefundResult | undefined> {
      const answer = await ask(`/refunds/${key}`, signal);
      if (answer === undefined) return undefined;
      const { reference, status } = RefundAnswer.parse(answer);
      return { reference, status };
    },
    readWebhook: (headers, body) =>
      isSigned(options.webhookSecret, body, headers[BANK_SIGNATURE], now())
        ? Promise.try(readEvent, body)
        : Promise.reject(
          new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot take the event: its signature is not the bank's"),
        ),
    async *statement(since, signal): AsyncGenerator<StatementEntry> {
      for (let after: number | null = 0; after !== null;) {
        const page: StatementPage = Statement.parse(
          await ask(`/statement?since=${since.getTime()}&after=${after}`, signal),
        );
        yield* page.entries;
        after = page.next;
      }
    },
  };
}

/** The bank's answer; undefined when it knows nothing of what is asked for. */
async function askBank(
  { url, token, timeoutMs = TIMEOUT_MS }: TestProviderOptions,
  path: string,
  signal: AbortSignal,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: "error",
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  if (response.ok) return await response.json();
  const answer: unknown = await response.json().catch(() => undefined); // not the bank's, but of something before it
  if (response.status === 404) return undefined;
  const refused = Refused.safeParse(answer);
  if ((response.status === 400 || response.status === 409) && refused.success) {
    const { error } = refused.data;
    throw invalidArgument("Cannot charge the card: the bank does not accept the request", "payment_token", error);
  }
  throw new Error(`Cannot ask the bank: it answered ${response.status}`);
}

async function sendRefund(
  options: TestProviderOptions,
  { key, payment, amount }: RefundRequest,
  signal: AbortSignal,
): Promise<RefundResult> {
  try {
    const body = { key, payment: payment.key, amount: String(amount) };
    const answer = await askBank(options, "/refunds", signal, body);
    if (answer === undefined) return { status: "failed", reference: "", reason: "the bank does not know the payment" };
    const { reference, status } = RefundAnswer.parse(answer);
    return { reference, status };
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    const reason = error.details.violations?.[0]?.description ?? error.message;
    return { status: "failed", reference: "", reason };
  }
}

function paymentBody({ key, amount, currency, token, orderNumber, returnUrl, hold }: PaymentRequest) {
  return { key, amount: String(amount), currency, token, orderNumber, returnUrl, hold: hold ?? false };
}

function known<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error("Cannot ask the bank: it does not know the payment");
  return answer;
}

import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import { Refusal, StepFailed } from "../../kit/workflow/refusal.ts";
import type { RetryPolicy } from "../../kit/workflow/retry.ts";
import type { Run, Workflow } from "../../kit/workflow/workflow.ts";
import { reopenCart } from "../cart/reopen_cart.ts";
import { claimReservations } from "../inventory/claim_reservations.ts";
import { extendReservations } from "../inventory/extend_reservations.ts";
import { releaseReservations } from "../inventory/release_reservations.ts";
import { changeStatus } from "../orders/change_status.ts";
import { tellWatchers } from "../orders/order_changes.ts";
import { payUntilKnown } from "../payments/pay_until_known.ts";
import type { PaymentProvider, PaymentRequest, PaymentResult } from "../payments/provider.ts";
import { CHALLENGE_MS, settlePayment } from "../payments/settle_payment.ts";
import type { StartVoid } from "../payments/void_payment.ts";
import { releaseRedemptions } from "../pricing/release_redemptions.ts";
import { type Answer, orderAnswer, refusalAnswer } from "./answer.ts";
import type { Customers } from "./customers.ts";
import { freeKey, storeAnswer } from "./idempotency_key.ts";

/** What a checkout knows of its order. Amounts are texts: JSON has no bigint. */
export interface CheckoutInput {
  /** Id of the run too. */
  paymentKey: string;
  orderId: string;
  number: string;
  guestId: string;
  /** Empty for a guest. */
  customerId: string;
  amount: string;
  currency: string;
  token: string;
  askedAt: string;
}

/** What a checkout needs of its process. */
export interface CheckoutParts {
  payments: PaymentProvider;
  /** Lets go of the payment of an order that is called off. */
  letPaymentGo: StartVoid;
  customers: Customers;
  /** Public address of the site, where a browser comes back to from a challenge. */
  publicOrigin: string;
  /** Keys of payments that no process but this one can have asked for. */
  fresh: Set<string>;
  /** Answers of the runs that somebody in this process waits for; undefined until there is one. They hold once it is committed. */
  answers: Map<string, Answer | undefined>;
}

/** The provider is asked for two minutes, more or less, and not for five; then the order is refused and the payment voided. */
export const PAY_RETRY: Required<RetryPolicy> = { attempts: 16, firstMs: 250, maxMs: 30_000 };
const PAY_TIMEOUT_MS = 10_000;
/** The channel to the user service repeats the question by itself. */
const CUSTOMER_RETRY: RetryPolicy = { attempts: 1 };
const CUSTOMER_TIMEOUT_MS = 800;
/** After the customer's time is over, and after a signal that said nothing final. */
const ASK_RETRY: RetryPolicy = { attempts: 12, firstMs: 1_000, maxMs: 60_000 };
/** Longer than the customer has, and than the provider is asked afterwards. */
const DEADLINE_MS = CHALLENGE_MS + 15 * 60_000;
/** How much longer than the customer's time things are held. */
const HOLD_MARGIN_SECONDS = 5 * 60;

/**
 * What becomes of an order after it was opened: its payment is asked for and, in one transaction, its things are sold, its money
 * is booked and its status is "paid". Or everything is given back, the cart too.
 */
export function defineCheckout(engine: WorkflowEngine, parts: CheckoutParts): Workflow<CheckoutInput, void> {
  return engine.define<CheckoutInput, void>({
    name: "checkout",
    deadlineMs: DEADLINE_MS,
    async run(run, input) {
      if (input.customerId !== "") await checkCustomer(run, input, parts);
      const paid = await pay(run, input, parts);
      const result = paid.status === "challenge" ? await awaitCustomer(run, input, paid, parts) : paid;
      const taken = result.status === "authorised" ? await capture(run, input, parts) : result;
      if (taken.status !== "captured") await refuse(run, input, taken);
      await settle(run, input, taken, parts);
    },
    undo: (tx, input, refusal) => giveBack(tx, input, refusal, parts),
  });
}

async function checkCustomer(run: Run, { customerId }: CheckoutInput, { customers }: CheckoutParts): Promise<void> {
  try {
    await run.step("customer", ({ signal }) => customers.check(customerId, signal).catch(forGood), {
      retry: CUSTOMER_RETRY,
      timeoutMs: CUSTOMER_TIMEOUT_MS,
      memo: "with next",
    });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Refusal(ErrorCode.UNAVAILABLE, "Cannot place order: accounts cannot be looked up now");
  }
}

/** What the caller got wrong is no reason to try again. */
function forGood(error: unknown): never {
  throw error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT ? Refusal.of(error) : error;
}

async function pay(run: Run, input: CheckoutInput, { payments, publicOrigin, fresh }: CheckoutParts) {
  const request = paymentRequest(input, `${publicOrigin}/orders/${input.number}`);
  try {
    return await run.step("pay", ({ signal }) => {
      const asked = !fresh.delete(input.paymentKey);
      return payUntilKnown(payments, request, signal, { asked }).catch(forGood);
    }, { retry: PAY_RETRY, timeoutMs: PAY_TIMEOUT_MS, memo: "with next" });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Refusal(ErrorCode.PAYMENT_DECLINED, "Cannot charge the card: the bank did not answer in time");
  }
}

/** Holds the things for as long as the customer has to prove who they are, and waits for how that ends. */
async function awaitCustomer(
  run: Run,
  input: CheckoutInput,
  challenge: PaymentResult,
  { payments, answers }: CheckoutParts,
): Promise<PaymentResult> {
  const orderId = BigInt(input.orderId);
  await run.transaction("challenge", async (tx) => {
    await lockOrder(tx, orderId);
    await settlePayment(tx, orderId, challenge);
    await keepAnswer(tx, run, orderId, await orderAnswer(tx, input.guestId, input.number), answers);
    await tellUnlessAwaited(tx, run, orderId, answers);
    await extendReservations(tx, orderId, CHALLENGE_MS / 1000 + HOLD_MARGIN_SECONDS);
  });
  await run.waitFor("payment", { timeoutMs: CHALLENGE_MS });
  const request = { ...paymentRequest(input, ""), reference: challenge.reference };
  try {
    return await run.step("ask", async ({ signal }) => {
      const result = await payments.find(request, signal);
      if (result && result.status !== "challenge") return result;
      throw new Error("The customer has not answered the bank yet");
    }, { retry: ASK_RETRY, timeoutMs: PAY_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Refusal(ErrorCode.PAYMENT_DECLINED, "Cannot charge the card: the bank was not told that it is yours");
  }
}

async function capture(run: Run, input: CheckoutInput, { payments }: CheckoutParts): Promise<PaymentResult> {
  return await run.step("capture", ({ signal }) => payments.capture(paymentRequest(input, ""), signal), {
    retry: PAY_RETRY,
    timeoutMs: PAY_TIMEOUT_MS,
  });
}

/** An order is locked before its payment everywhere. */
async function lockOrder(tx: Query, orderId: bigint): Promise<void> {
  await tx`select from orders where id = ${String(orderId)} for no key update`;
}

/** Writes down why there is no money, and ends the checkout. */
async function refuse(run: Run, input: CheckoutInput, result: PaymentResult): Promise<never> {
  const orderId = BigInt(input.orderId);
  await run.transaction("refuse", async (tx) => {
    await lockOrder(tx, orderId);
    await settlePayment(tx, orderId, result);
  });
  const reason = result.status === "declined" ? result.reason : `the payment is ${result.status}`;
  throw new Refusal(ErrorCode.PAYMENT_DECLINED, `Cannot charge the card: ${reason}`);
}

/** Sells. The stock comes last, because buyers of the same things wait for each other from there. */
async function settle(
  run: Run,
  input: CheckoutInput,
  result: PaymentResult,
  { answers }: CheckoutParts,
): Promise<void> {
  const orderId = BigInt(input.orderId);
  await run.transaction("settle", async (tx) => {
    // Sent together, done one after the other: half of what a small statement costs is its way there and back
    const [isPaid, , answer] = await Promise.all([
      changeStatus(tx, { orderId, from: "placed", to: "paid", actor: "system", quiet: true }),
      settlePayment(tx, orderId, result),
      orderAnswer(tx, input.guestId, input.number),
    ]);
    if (!isPaid) {
      throw new Refusal(ErrorCode.WRONG_STATE, "Cannot place order: it was called off while it was being paid");
    }
    const [, , isClaimed] = await Promise.all([
      tellUnlessAwaited(tx, run, orderId, answers),
      keepAnswer(tx, run, orderId, answer, answers),
      claimReservations(tx, orderId),
    ]);
    if (isClaimed) return;
    throw new Refusal(ErrorCode.OUT_OF_STOCK, "Cannot place order: its things were sold while it was being paid");
  }, { last: true });
}

/**
 * Tells watchers, unless the order's shopper has not been answered yet: nobody can watch then, and transactions that notify
 * commit one after the other. Whoever stops waiting locks the order before it answers, so that none is missed in between: to be
 * called when the order is locked.
 */
async function tellUnlessAwaited(
  tx: Query,
  { id }: Run,
  orderId: bigint,
  answers: CheckoutParts["answers"],
): Promise<void> {
  if (!answers.has(id)) await tellWatchers(tx, orderId);
}

async function keepAnswer(
  tx: Query,
  { id }: Run,
  orderId: bigint,
  answer: Answer,
  answers: CheckoutParts["answers"],
): Promise<void> {
  await storeAnswer(tx, orderId, answer);
  if (answers.has(id)) answers.set(id, answer);
}

/**
 * Takes back what the opening of the order did, and lets go of the payment, whatever became of it. An order that was called off
 * meanwhile has given all back itself, except for the money.
 */
async function giveBack(tx: Query, input: CheckoutInput, refusal: Refusal, parts: CheckoutParts): Promise<void> {
  const orderId = BigInt(input.orderId);
  const { message: reason, code } = refusal;
  const isOurs = await changeStatus(tx, { orderId, from: "placed", to: "cancelled", actor: "system", reason, code });
  // Nothing was decided: the same request may be made again, and may then be carried out
  if (code === ErrorCode.UNAVAILABLE) await freeKey(tx, orderId);
  else await storeAnswer(tx, orderId, refusalAnswer(refusal));
  await parts.letPaymentGo(tx, orderId);
  if (!isOurs) return;
  await reopenCart(tx, orderId);
  await releaseRedemptions(tx, orderId);
  await releaseReservations(tx, orderId);
}

function paymentRequest(input: CheckoutInput, returnUrl: string): PaymentRequest {
  const { paymentKey: key, currency, token, number: orderNumber } = input;
  const [amount, askedAt] = [BigInt(input.amount), new Date(input.askedAt)];
  return { key, amount, currency, token, orderNumber, returnUrl, askedAt };
}

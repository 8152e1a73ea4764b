import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PlaceOrderRequest, PlaceOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { debugPoint } from "../../kit/debug_point.ts";
import { delay } from "../../kit/delay.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Started } from "../../kit/workflow/started.ts";
import { type Answer, openAnswer, orderAnswer } from "./answer.ts";
import { chargedCard, checkRequest } from "./check_request.ts";
import type { Checkout } from "./checkout.ts";
import type { CheckoutInput } from "./checkout_workflow.ts";
import { fingerprint } from "./fingerprint.ts";
import { claimKey, readAnswer, storeAnswer, type UsedKey } from "./idempotency_key.ts";
import { cartEmpty, openOrder, readBasis } from "./open_order.ts";

const POLL_MS = 100;

/**
 * Turns a guest's cart into an order, exactly once for each key.
 *
 * One transaction writes the order, holds its things and begins its checkout, or changes nothing at all. The checkout then goes
 * on in this process at once; if that dies, another takes it up. The answer is stored with the key when the payment is decided,
 * so that the same request is answered the same, byte for byte.
 */
export async function placeOrder(
  checkout: Checkout,
  request: PlaceOrderRequest,
): Promise<MessageInitShape<typeof PlaceOrderResponseSchema>> {
  const { database, patienceMs } = checkout;
  const until = performance.now() + patienceMs;
  const opened = await open(checkout, request);
  if (!("started" in opened)) {
    const answer = opened.answer ?? await awaitAnswer(database, opened.orderId, until);
    if (answer) return { order: openAnswer(answer), replayed: true };
    throw new ShopError(ErrorCode.REQUEST_IN_PROGRESS, "Cannot place order: it is just being placed");
  }
  debugPoint("checkout.after_open");
  const { input, started } = opened;
  const answer = await checkout.decide(input, started, until - performance.now()) ??
    await awaitAnswer(database, BigInt(input.orderId), until) ??
    await answerAsItStands(database, input);
  debugPoint("checkout.before_reply");
  return { order: openAnswer(answer), replayed: false };
}

interface Opened {
  input: CheckoutInput;
  started: Started<void>;
}

/** Locks are taken in the same order everywhere: key, cart, promotions, stock. */
async function open(checkout: Checkout, request: PlaceOrderRequest): Promise<Opened | UsedKey> {
  const checked = checkRequest(request);
  const card = chargedCard(request, checkout.payments);
  const requestHash = fingerprint(request);
  const { countryCode, region } = checked.address;
  const tax = checkout.taxService?.taxFor({ countryCode, region });
  // Never waited for under locks; and while it is away, a key that was used is answered all the same
  await tax?.catch(() => {});
  return await transaction(checkout.database, async (tx) => {
    const claiming = claimKey(tx, request, requestHash);
    // Sent at once, done when the cart is locked. What is wrong with it does not matter to a request that was answered before
    const basis = readBasis(tx, request, checked, tax);
    basis.catch(() => {});
    const claim = await claiming;
    if (!claim.isNew) return claim.used;
    if (claim.cartId === null) throw cartEmpty();
    let started: Started<void> | undefined;
    const begin = async (input: CheckoutInput) => void (started = await checkout.begin(tx, input));
    const input = await openOrder(tx, {
      cartId: claim.cartId,
      request,
      checked,
      provider: checkout.payments.name,
      card,
      basis: await basis,
      begin,
    });
    debugPoint("checkout.before_open");
    return { input, started: started! };
  });
}

/** Waits for the answer of a request that another process or call is at; undefined when it does not come in time. */
async function awaitAnswer(database: Database, orderId: bigint, until: number): Promise<Answer | undefined> {
  for (;;) {
    const answer = await readAnswer(database, orderId);
    if (answer || performance.now() > until) return answer;
    await delay(POLL_MS);
  }
}

/** Answers with an order whose payment is not decided yet, unless it was decided this very moment. */
async function answerAsItStands(database: Database, { orderId, guestId, number }: CheckoutInput): Promise<Answer> {
  return await transaction(database, async (tx) => {
    await tx`select from orders where id = ${orderId} for no key update`; // see tellUnlessAwaited()
    const answer = await orderAnswer(tx, guestId, number);
    await storeAnswer(tx, BigInt(orderId), answer);
    return await readAnswer(tx, BigInt(orderId)) ?? answer;
  });
}

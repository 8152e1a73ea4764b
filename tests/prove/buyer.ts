import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Clients } from "../../edge/clients/clients.ts";
import type { PlaceOrderRequestSchema } from "../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { OrderStatus } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { delay } from "../../services/kit/delay.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { ADDRESS } from "../../services/order/testing/address.ts";
import type { Ending, Entry } from "./history.ts";

const RETRY_MS = 100;
/** What may be sent again: the answer did not come, or the first sending is still being carried out. */
const UNDECIDED = new Set([
  ErrorCode.UNAVAILABLE,
  ErrorCode.DEADLINE_EXCEEDED,
  ErrorCode.CANCELLED,
  ErrorCode.REQUEST_IN_PROGRESS,
  ErrorCode.RATE_LIMITED,
]);

/** What a buyer calls. */
export type ShopClients = Pick<Clients, "cart" | "checkout" | "orders">;

/** One wish to buy. */
export interface Purchase {
  guestId: string;
  key: string;
  items: { sku: string; quantity: number }[];
  card: string;
  coupons?: string[];
  /** Where it goes; to London unless given. */
  place?: { countryCode: string; postalCode: string; region?: string };
}

/** A wish as it is sent, the same however often. */
export type OrderRequest = Exclude<MessageInitShape<typeof PlaceOrderRequestSchema>, { $typeName: string }>;

/** What a client knows of one purchase. */
export type Told = Omit<Entry, "experiment">;

/** Buys as a good client does: the key is made before anything is sent, and the same request is sent until it is answered. */
export async function buy(clients: ShopClients, purchase: Purchase, patienceMs: number): Promise<Told> {
  const { guestId, key } = purchase;
  try {
    return await place(clients, await fillCart(clients, purchase, patienceMs), patienceMs);
  } catch (error) {
    return { guestId, key, ...endingOf(error), attempts: 0, errors: [], milliseconds: 0 };
  }
}

/** Fills a cart and asks what it costs. Returns what is then to be sent. */
export async function fillCart(clients: ShopClients, purchase: Purchase, patienceMs: number): Promise<OrderRequest> {
  const { guestId, key, items, card, coupons = [], place } = purchase;
  const address = { ...ADDRESS, region: "", ...place };
  for (const [index, { sku, quantity }] of items.entries()) {
    await keepTrying(
      () => clients.cart.addToCart({ guestId, sku, quantity, idempotencyKey: `${key}-add-${index}` }),
      patienceMs,
    );
  }
  const { quotes } = await keepTrying(
    () => clients.checkout.quoteOrder({ guestId, countryCode: address.countryCode, region: address.region, coupons }),
    patienceMs,
  );
  const [quote] = quotes;
  return {
    guestId,
    idempotencyKey: key,
    contact: { email: "ada@example.com" },
    shippingAddress: address,
    shippingMethod: quote!.method!.code,
    card: { number: card, expiryMonth: 12, expiryYear: 2099, securityCode: "123" },
    expectedTotal: quote!.totals!.total!,
    coupons,
  };
}

/** Sends an order until it is answered. */
export async function place({ checkout }: ShopClients, request: OrderRequest, patienceMs: number): Promise<Told> {
  const began = performance.now();
  let attempts = 0;
  const errors: string[] = [];
  const told = (how: { ending: Ending; result: string }): Told => ({
    guestId: request.guestId!,
    key: request.idempotencyKey!,
    ...how,
    attempts,
    errors,
    milliseconds: Math.round(performance.now() - began),
  });
  const send = () => {
    attempts++;
    return checkout.placeOrder(request);
  };
  try {
    const { order } = await keepTrying(send, patienceMs, (error) => errors.push(`${error.codeName}: ${error.message}`));
    return told({ ending: "ok", result: order!.number });
  } catch (error) {
    return told(endingOf(error));
  }
}

/** Waits until the payment of an accepted order is decided, and tells the order's status. */
export async function decided(
  { orders }: ShopClients,
  order: { guestId: string; number: string },
  patienceMs: number,
): Promise<OrderStatus> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const { order: found } = await keepTrying(() => orders.getOrder(order), patienceMs);
    if (found!.status !== OrderStatus.PLACED) return found!.status;
    if (performance.now() > end) {
      throw new Error(`Cannot go on: the payment of ${order.number} was not decided in time`);
    }
    await delay(RETRY_MS);
  }
}

/** Repeats a call that was not answered, or not decided, for so long. */
export async function keepTrying<T>(
  send: () => Promise<T>,
  patienceMs: number,
  onError?: (error: ShopError) => unknown,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ShopError) || !UNDECIDED.has(error.code) || performance.now() > end) throw error;
      onError?.(error);
      await delay(RETRY_MS);
    }
  }
}

/** A bug on the shop's side says nothing of what happened. */
function endingOf(error: unknown): { ending: Ending; result: string } {
  if (!(error instanceof ShopError)) throw error;
  return { ending: UNDECIDED.has(error.code) || error.isBug ? "info" : "fail", result: error.codeName };
}

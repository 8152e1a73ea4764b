import type { MessageInitShape } from "@bufbuild/protobuf";
import type { WatchOrderRequest, WatchOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import type { OrderChanges } from "./order_changes.ts";
import { orderMessage } from "./order_message.ts";
import type { Status } from "./order_status.ts";
import { type OrderRow, readOrder } from "./read_order.ts";

/** Where a customer has heard all there is to wait for. */
const ENDS: ReadonlySet<Status> = new Set(["delivered", "cancelled", "returned", "refunded"]);

/**
 * Sends one of a guest's or an account's orders at once and whenever it, its payment or its parcels change, until it is delivered, called off
 * or came back, or `signal` is aborted. Changes that pass quickly may be sent together: the history in the order has them all.
 */
export async function* watchOrder(
  database: Database,
  changes: OrderChanges,
  request: WatchOrderRequest,
  signal: AbortSignal,
): AsyncGenerator<MessageInitShape<typeof WatchOrderResponseSchema>> {
  // Followed before it is first read, so that no change falls in between
  using follower = changes.follow(request.number, signal);
  let sent = "";
  while (!signal.aborted) {
    const order = await readOrder(database, request, request.number);
    const seen = fingerprint(order);
    if (seen !== sent) yield { order: orderMessage(order) };
    if (ENDS.has(order.status)) return;
    sent = seen;
    await follower.changed();
  }
}

/** The same for two readings of an order in which nothing differs. */
function fingerprint(order: OrderRow): string {
  return JSON.stringify(order, (_name, value) => typeof value === "bigint" ? String(value) : value);
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { WatchOrderRequest, WatchOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import type { OrderChanges } from "./order_changes.ts";
import { isFinal, type Status } from "./order_status.ts";
import { orderMessage, readOrder } from "./read_order.ts";

/**
 * Sends one of a guest's orders at once and after each change of its status, until that is final or `signal` is aborted.
 * Statuses that pass quickly may be sent together: the history in the order has them all.
 */
export async function* watchOrder(
  database: Database,
  changes: OrderChanges,
  request: WatchOrderRequest,
  signal: AbortSignal,
): AsyncGenerator<MessageInitShape<typeof WatchOrderResponseSchema>> {
  // Followed before it is first read, so that no change falls in between
  using follower = changes.follow(request.number, signal);
  let sent: Status | undefined;
  while (!signal.aborted) {
    const order = await readOrder(database, request.guestId, request.number);
    if (order.status !== sent) yield { order: orderMessage(order) };
    if (isFinal(order.status)) return;
    sent = order.status;
    await follower.changed();
  }
}

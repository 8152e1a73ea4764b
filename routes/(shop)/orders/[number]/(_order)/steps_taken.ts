import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { OrderStep, StepTaken } from "../../../../../components/timeline.tsx";
import { type Order, OrderStatus, type StatusChange } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** The steps an order has taken, as the timeline shows them and the stream of events carries them. */
export function stepsTaken(order: Order): StepTaken[] {
  return order.history.flatMap((change) => {
    const { status, at } = change;
    if (!at || status === OrderStatus.UNSPECIFIED) return [];
    const step = { step: OrderStatus[status] as OrderStep, at: timestampDate(at).toISOString() };
    return [status === OrderStatus.CANCELLED ? { ...step, note: whyCancelled(change) } : step];
  });
}

/** Why an order was called off, in words for its customer. */
function whyCancelled({ actor, reason }: StatusChange): string {
  if (actor === "customer") return "You called it off.";
  const why = reason.trim();
  if (why === "") return "This order was called off.";
  return why[0]!.toUpperCase() + why.slice(1) + (/[.!?]$/.test(why) ? "" : ".");
}

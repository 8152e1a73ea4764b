import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { OrderStep, StepTaken } from "../../../../../components/timeline.tsx";
import { type Order, OrderStatus } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** The steps an order has taken, as the timeline shows them and the stream of events carries them. */
export function stepsTaken(order: Order): StepTaken[] {
  return order.history.flatMap(({ status, at }) =>
    at && status !== OrderStatus.UNSPECIFIED
      ? [{ step: OrderStatus[status] as OrderStep, at: timestampDate(at).toISOString() }]
      : []
  );
}

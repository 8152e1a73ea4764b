import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import {
  ApproveReturnRequestSchema,
  CancelOrderForStaffRequestSchema,
  DeliverShipmentRequestSchema,
  PackOrderRequestSchema,
  ReceiveReturnRequestSchema,
  ReceiveUndeliveredRequestSchema,
  RejectReturnRequestSchema,
  ShipOrderRequestSchema,
  type StaffOrder,
} from "../../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import type { Database } from "../../../kit/database.ts";
import { testCheckout } from "../../testing/shopper.ts";
import { fulfilmentService } from "../service.ts";

export const CARRIER = "Royal Post";

/** A member of staff at work: each call is a wish of its own, unless it is given a key. */
export function staff(database: Database, actor = "staff:ada") {
  const { handlers } = fulfilmentService(database, testCheckout(database).cashier);
  const { signal } = new AbortController();
  const ask = <S extends DescMessage>(method: string, schema: S) => async (fields: MessageInitShape<S>) => {
    const request = create(schema, { idempotencyKey: crypto.randomUUID(), actor, ...fields });
    const { order } =
      await (handlers[method]!(request as never, { caller: "operator", principal: undefined, signal }) as Answer);
    return order;
  };
  return {
    pack: ask("packOrder", PackOrderRequestSchema),
    ship: ask("shipOrder", ShipOrderRequestSchema),
    deliver: ask("deliverShipment", DeliverShipmentRequestSchema),
    cancel: ask("cancelOrderForStaff", CancelOrderForStaffRequestSchema),
    takeBack: ask("receiveUndelivered", ReceiveUndeliveredRequestSchema),
    approve: ask("approveReturn", ApproveReturnRequestSchema),
    reject: ask("rejectReturn", RejectReturnRequestSchema),
    receive: ask("receiveReturn", ReceiveReturnRequestSchema),
  };
}

type Answer = Promise<{ order: StaffOrder }>;

/** A parcel that nothing else was sent in. */
export function parcel() {
  return { carrier: CARRIER, trackingNumber: `RP-${crypto.randomUUID()}` };
}

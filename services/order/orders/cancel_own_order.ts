import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CancelOrderRequest, CancelOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { cancelOrder, type Cashier } from "./cancel_order.ts";
import { lockOrder } from "./lock_order.ts";
import { orderMessage } from "./order_message.ts";
import { readOrder } from "./read_order.ts";

/** Calls one of a guest's or an account's orders off. One that was called off before is answered with as it is. */
export async function cancelOwnOrder(
  database: Database,
  cashier: Cashier,
  request: CancelOrderRequest,
): Promise<MessageInitShape<typeof CancelOrderResponseSchema>> {
  const { number, reason } = request;
  return await transaction(database, async (tx) => {
    const order = await lockOrder(tx, number, request);
    if (order.status !== "cancelled") await cancelOrder(tx, cashier, order, { actor: "customer", reason });
    return { order: orderMessage(await readOrder(tx, request, number)) };
  });
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { GetOrderRequest, GetOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { orderMessage } from "./order_message.ts";
import { readOrder } from "./read_order.ts";

/** Reads one of a guest's or an account's orders. Fails with NOT_FOUND, also for somebody else's. */
export async function getOrder(
  database: Database,
  request: GetOrderRequest,
): Promise<MessageInitShape<typeof GetOrderResponseSchema>> {
  return { order: orderMessage(await readOrder(database, request, request.number)) };
}

import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  OrderSchema,
  type RequestReturnRequest,
  RequestReturnRequestSchema,
  type RequestReturnResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { once, requestFingerprint } from "../keyed_request.ts";
import { type LockedOrder, lockOrder, wrongState } from "../orders/lock_order.ts";
import { orderMessage } from "../orders/order_message.ts";
import { readOrder } from "../orders/read_order.ts";
import { type ReturnableLine, returnableLines } from "./returnable_lines.ts";
import { writeReturn } from "./write_return.ts";

/** How long after an order is delivered its things may be asked back. */
const RETURN_DAYS = 30;

/** Writes down, once for each key, that a guest or the account that bought wants to send things of an order back. */
export async function requestReturn(
  database: Database,
  request: RequestReturnRequest,
): Promise<MessageInitShape<typeof RequestReturnResponseSchema>> {
  const { guestId, number, idempotencyKey, items, reason } = request;
  const fingerprint = await requestFingerprint(RequestReturnRequestSchema, request);
  const keyed = { principal: guestId, key: idempotencyKey, method: "RequestReturn", fingerprint };
  const answer = await transaction(database, (tx) =>
    once(tx, keyed, async () => {
      const order = await lockOrder(tx, number, request);
      await checkTime(tx, order);
      const lines = askedFor(await returnableLines(tx, order.id), items);
      await writeReturn(tx, order, { status: "requested", actor: "customer", reason, lines });
      return toBinary(OrderSchema, create(OrderSchema, orderMessage(await readOrder(tx, request, number))));
    }));
  return { order: fromBinary(OrderSchema, answer) };
}

async function checkTime(tx: Query, order: LockedOrder): Promise<void> {
  if (order.status !== "delivered") throw wrongState("send back", order);
  const inTime = await tx`
    select from orders where id = ${order.id} and status_since > now() - make_interval(days => ${RETURN_DAYS})`;
  if (inTime.length > 0) return;
  throw wrongState("send back", order, `it was delivered more than ${RETURN_DAYS} days ago`);
}

function askedFor(lines: readonly ReturnableLine[], items: RequestReturnRequest["items"]) {
  return items.map(({ sku, quantity }, index) => {
    const line = lines.find((line) => line.sku === sku);
    const isFirst = items.findIndex((item) => item.sku === sku) === index;
    const left = line && isFirst ? line.bought - line.asked : 0;
    if (line && quantity <= left) return { position: line.position, quantity };
    throw invalidArgument(
      `Cannot send back: ${left} of "${sku}" can be asked back`,
      `items[${index}]`,
      `Must name a line once, and at most ${left} units of it`,
    );
  });
}

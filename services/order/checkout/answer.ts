import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Order, OrderSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Query } from "../../kit/database.ts";
import { ErrorCode, type ErrorDetails, ShopError } from "../../kit/errors.ts";
import { orderMessage } from "../orders/order_message.ts";
import { readOrder } from "../orders/read_order.ts";

/** What a request to order is answered with, now and whenever it is sent again. */
export interface Answer {
  /** An order, or an error if `isRefusal`. */
  bytes: Uint8Array;
  isRefusal: boolean;
  /** The order in `bytes`, if it was written just now. */
  order?: Order;
}

/** The order as it stands now, as an answer; nothing of it was sent or given back before it was answered. */
export async function orderAnswer(tx: Query, guestId: string, number: string): Promise<Answer> {
  const row = await readOrder(tx, { guestId, customerId: "" }, number, { isNew: true });
  const order = create(OrderSchema, orderMessage(row));
  return { bytes: toBinary(OrderSchema, order), isRefusal: false, order };
}

/** Why there is no order, as an answer. Takes errors that carry no bigint. */
export function refusalAnswer({ code, message, details }: ShopError): Answer {
  const bytes = new TextEncoder().encode(JSON.stringify({ code, message, details }));
  return { bytes, isRefusal: true };
}

/** The order of an answer; throws the error of a refusal. */
export function openAnswer({ bytes, isRefusal, order }: Answer): Order {
  if (!isRefusal) return order ?? fromBinary(OrderSchema, bytes);
  const { code, message, details }: { code: ErrorCode; message: string; details: ErrorDetails } = JSON.parse(
    new TextDecoder().decode(bytes),
  );
  // What is away was asked again by the checkout; another one would open an order once more only to call it off
  throw new ShopError(code, message, { details, wasRepeated: true });
}

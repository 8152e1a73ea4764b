import { create } from "@bufbuild/protobuf";
import {
  OrderSchema,
  RequestReturnRequestSchema,
  type Return,
} from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../../kit/database.ts";
import { parcel, staff } from "../../fulfilment/testing/staff.ts";
import { type SoldOrder, soldOrder, type WrittenOrder } from "../../orders/testing/sold_order.ts";
import { requestReturn } from "../request_return.ts";

/** Units of a line. */
export interface Units {
  sku: string;
  quantity: number;
}

/** Sells an order and sends it. */
export async function shippedOrder(database: Database, sold?: SoldOrder) {
  const order = await soldOrder(database, sold);
  const { number } = order;
  const sent = parcel();
  await staff(database).pack({ number });
  await staff(database).ship({ number, ...sent });
  return { ...order, sent };
}

/** Sells an order, sends it, and sees it arrive. */
export async function deliveredOrder(database: Database, sold?: SoldOrder): Promise<WrittenOrder> {
  const { sent, ...order } = await shippedOrder(database, sold);
  await staff(database).deliver({ number: order.number, ...sent });
  return order;
}

/** The owner asks to send units back; returns the return as the owner sees it. */
export async function askBack(
  database: Database,
  { guestId, number, customerId = "" }: Pick<WrittenOrder, "guestId" | "number"> & { customerId?: string },
  items: Units[],
  idempotencyKey: string = crypto.randomUUID(),
): Promise<Return> {
  const request = create(RequestReturnRequestSchema, {
    guestId,
    number,
    customerId,
    idempotencyKey,
    items,
    reason: "Too small",
  });
  return create(OrderSchema, (await requestReturn(database, request)).order).returns.at(-1)!;
}

/** Sends units of a delivered order back, and has staff take them in and put them back on the shelf. */
export async function sendBack(database: Database, order: WrittenOrder, items: Units[]): Promise<void> {
  const { number } = await askBack(database, order, items);
  await staff(database).approve({ number });
  await staff(database).receive({ number, items: items.map((units) => ({ ...units, restocked: units.quantity })) });
}

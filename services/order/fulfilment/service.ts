import {
  ApproveReturnRequestSchema,
  CancelOrderForStaffRequestSchema,
  DeliverShipmentRequestSchema,
  FulfilmentService,
  PackOrderRequestSchema,
  ReceiveReturnRequestSchema,
  ReceiveUndeliveredRequestSchema,
  RejectReturnRequestSchema,
  ShipOrderRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import type { Database, Query } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { cancelOrder, type Cashier } from "../orders/cancel_order.ts";
import { type LockedOrder, lockOrder } from "../orders/lock_order.ts";
import { changeReturn } from "../returns/change_return.ts";
import { listReturns } from "../returns/list_returns.ts";
import { type LockedReturn, lockReturn } from "../returns/lock_return.ts";
import { receiveReturn } from "../returns/receive_return.ts";
import { receiveUndelivered } from "../returns/receive_undelivered.ts";
import { deliverShipment } from "./deliver_shipment.ts";
import { listOrders } from "./list_orders.ts";
import { packOrder } from "./pack_order.ts";
import { readStaffOrder } from "./read_staff_order.ts";
import { shipOrder } from "./ship_order.ts";
import { staffChange } from "./staff_change.ts";

/** What staff do with orders, on a database. */
export function fulfilmentService(database: Database, cashier: Cashier): Implementation {
  const { requestRefund } = cashier;
  return implement(FulfilmentService, {
    listOrders: (request) => listOrders(database, request),
    getOrderForStaff: async ({ number }) => ({ order: await readStaffOrder(database, number) }),
    packOrder: (request) =>
      staffChange(
        database,
        PackOrderRequestSchema,
        request,
        (tx) => withOrder(tx, request.number, (order) => packOrder(tx, order, request.actor)),
      ),
    shipOrder: (request) =>
      staffChange(
        database,
        ShipOrderRequestSchema,
        request,
        (tx) => withOrder(tx, request.number, (order) => shipOrder(tx, order, request, request.actor)),
      ),
    deliverShipment: (request) =>
      staffChange(
        database,
        DeliverShipmentRequestSchema,
        request,
        (tx) => withOrder(tx, request.number, (order) => deliverShipment(tx, order, request, request.actor)),
      ),
    cancelOrderForStaff: (request) =>
      staffChange(
        database,
        CancelOrderForStaffRequestSchema,
        request,
        (tx) => withOrder(tx, request.number, (order) => cancelOrder(tx, cashier, order, request)),
      ),
    receiveUndelivered: (request) =>
      staffChange(
        database,
        ReceiveUndeliveredRequestSchema,
        request,
        (tx) => withOrder(tx, request.number, (order) => receiveUndelivered(tx, requestRefund, order, request)),
      ),
    listReturns: (request) => listReturns(database, request),
    approveReturn: (request) =>
      staffChange(
        database,
        ApproveReturnRequestSchema,
        request,
        (tx) =>
          withReturn(tx, request.number, (wish) => changeReturn(tx, wish, { to: "approved", actor: request.actor })),
      ),
    rejectReturn: (request) =>
      staffChange(
        database,
        RejectReturnRequestSchema,
        request,
        (tx) => withReturn(tx, request.number, (wish) => changeReturn(tx, wish, { ...request, to: "rejected" })),
      ),
    receiveReturn: (request) =>
      staffChange(
        database,
        ReceiveReturnRequestSchema,
        request,
        (tx) => withReturn(tx, request.number, (wish) => receiveReturn(tx, requestRefund, wish, request)),
      ),
  });
}

/** Does something with an order that is locked; returns its number. */
async function withOrder(tx: Query, number: string, change: (order: LockedOrder) => Promise<void>): Promise<string> {
  await change(await lockOrder(tx, number));
  return number;
}

/** Does something with a return that is locked, as is its order; returns the order's number. */
async function withReturn(tx: Query, number: string, change: (wish: LockedReturn) => Promise<void>): Promise<string> {
  const wish = await lockReturn(tx, number);
  await change(wish);
  return wish.order.number;
}

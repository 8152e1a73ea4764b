import { OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** Where an order stands, as the database writes it. */
export type Status = "placed" | "paid" | "packed" | "shipped" | "delivered" | "cancelled" | "returned" | "refunded";

/** What an order may become from each status. An order goes forward or is called off before it is with the carrier. */
export const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  placed: ["paid", "cancelled"],
  paid: ["packed", "cancelled"],
  packed: ["shipped", "cancelled"],
  shipped: ["delivered", "returned"],
  delivered: ["returned", "refunded"],
  cancelled: [],
  returned: ["refunded"],
  refunded: [],
};

/** Whether an order may go from one status straight to another. */
export function mayBecome(from: Status, to: Status): boolean {
  return NEXT[from].includes(to);
}

/** Whether an order stays in this status for ever. */
export function isFinal(status: Status): boolean {
  return NEXT[status].length === 0;
}

/** The statuses as the contract names them. */
export const PROTO_STATUS: Readonly<Record<Status, OrderStatus>> = {
  placed: OrderStatus.PLACED,
  paid: OrderStatus.PAID,
  packed: OrderStatus.PACKED,
  shipped: OrderStatus.SHIPPED,
  delivered: OrderStatus.DELIVERED,
  cancelled: OrderStatus.CANCELLED,
  returned: OrderStatus.RETURNED,
  refunded: OrderStatus.REFUNDED,
};

/** The status that the contract names so; undefined for none. */
export function statusOf(named: OrderStatus): Status | undefined {
  return (Object.keys(PROTO_STATUS) as Status[]).find((status) => PROTO_STATUS[status] === named);
}

import {
  type Order,
  type OrderLine,
  OrderStatus,
  ReturnStatus,
} from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** Of what an order's customer may still ask to send something back, and how many units. */
export function returnableItems({ status, lines, returns }: Order): { line: OrderLine; left: number }[] {
  if (status !== OrderStatus.DELIVERED) return [];
  const asked = returns.filter(({ status }) => status !== ReturnStatus.REJECTED).flatMap(({ items }) => items);
  return lines.map((line) => ({
    line,
    left: asked.filter(({ sku }) => sku === line.sku).reduce((left, { quantity }) => left - quantity, line.quantity),
  })).filter(({ left }) => left > 0);
}

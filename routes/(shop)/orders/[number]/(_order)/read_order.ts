import { HttpError } from "fresh";
import type { State } from "../../../../../edge/state.ts";
import type { Order } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { found } from "../../../../(_shared)/found.ts";

/** Which order is asked for: by its visitor, and by the address. */
export interface OrderName {
  guestId: string;
  /** The account of who is signed in: its orders are theirs in every browser. Empty for a guest. */
  customerId: string;
  number: string;
}

/** Whose order is asked for; 404 for a visitor who cannot have any. */
export function orderName({ guest, session }: State, params: Record<string, string>): OrderName {
  if (guest.id === undefined) throw new HttpError(404);
  return { guestId: guest.id, customerId: session.principal?.userId ?? "", number: params.number ?? "" };
}

/** The address of an order's page. */
export function orderPath({ number }: Pick<Order, "number">): string {
  return `/orders/${encodeURIComponent(number)}`;
}

/** Reads a visitor's own order; anybody else's is answered 404. */
export async function readOrder({ clients }: State, name: OrderName): Promise<Order> {
  return (await found(clients.orders.getOrder(name))).order!;
}

import type { Query } from "../../kit/database.ts";

/** Money of an order that is to go back to the customer. */
export interface RefundWish {
  orderId: bigint;
  /** Minor units of the order's currency, no more than is left of what was captured. */
  amount: bigint;
  /** For people. */
  reason: string;
  actor: string;
}

/** Sees to it, once the transaction commits and whatever dies, that money goes back. Returns the refund's id. */
export type RequestRefund = (tx: Query, wish: RefundWish) => Promise<bigint>;

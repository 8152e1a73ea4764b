import { StockReason } from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";

/** Why a movement was made, as the database names it. */
export type Reason = Lowercase<Exclude<keyof typeof StockReason, "UNSPECIFIED">>;

/** A reason as the database names it. */
export function reasonName(reason: StockReason): Reason {
  return StockReason[reason].toLowerCase() as Reason;
}

/** A reason as the contract carries it. */
export function reasonOf(name: Reason): StockReason {
  return StockReason[name.toUpperCase() as keyof typeof StockReason];
}

import { ReturnStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** Where a wish to send things back stands, as the database writes it. */
export type ReturnState = "requested" | "approved" | "rejected" | "received" | "refunded";

/** What a return may become from each state. One that was approved and never came is rejected in the end. */
export const NEXT_STATE: Readonly<Record<ReturnState, readonly ReturnState[]>> = {
  requested: ["approved", "rejected"],
  approved: ["received", "rejected"],
  received: ["refunded"],
  rejected: [],
  refunded: [],
};

/** Whether a return may go from one state straight to another. */
export function returnMayBecome(from: ReturnState, to: ReturnState): boolean {
  return NEXT_STATE[from].includes(to);
}

/** The states as the contract names them. */
export const PROTO_RETURN: Readonly<Record<ReturnState, ReturnStatus>> = {
  requested: ReturnStatus.REQUESTED,
  approved: ReturnStatus.APPROVED,
  rejected: ReturnStatus.REJECTED,
  received: ReturnStatus.RECEIVED,
  refunded: ReturnStatus.REFUNDED,
};

/** The state that the contract names so; undefined for none. */
export function returnStateOf(named: ReturnStatus): ReturnState | undefined {
  return (Object.keys(PROTO_RETURN) as ReturnState[]).find((state) => PROTO_RETURN[state] === named);
}

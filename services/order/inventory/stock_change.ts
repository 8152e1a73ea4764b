import type { Reason } from "./stock_reason.ts";

/** A change of what is on hand, for a reason that is not an order. */
export interface StockChange {
  sku: string;
  location: string;
  reason: Reason;
  /** Units that came or went, or, counted, that are there. */
  units: number;
  note: string;
}

/** Reasons that tell by themselves whether units came or went. */
const SIGNS: Partial<Record<Reason, 1 | -1>> = { received: 1, found: 1, damaged: -1, lost: -1 };

/** By how much a change changes what is on hand. */
export function changeOf({ reason, units }: StockChange, onHand: number): number {
  return reason === "counted" ? units - onHand : (SIGNS[reason] ?? 1) * units;
}

/** What the units must be for the reason, when they are not. */
export function unitsFault({ reason, units }: StockChange): string | undefined {
  if (reason === "counted") return units < 0 ? "Must be at least 0" : undefined;
  if (SIGNS[reason]) return units < 1 ? "Must be at least 1" : undefined;
  return units === 0 ? "Must not be 0" : undefined;
}

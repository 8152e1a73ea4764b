import { type Amount, formatMoney } from "./money.ts";

export interface PriceProps {
  from: Amount | undefined;
  /** The highest price, where there are several. */
  to?: Amount | undefined;
  class?: string;
}

/** One price, or where prices begin. */
export function Price({ from, to, class: className }: PriceProps) {
  if (!from) return null;
  const several = to !== undefined && to.minorUnits !== from.minorUnits;
  return (
    <span class={`tabular-nums ${className ?? ""}`}>
      {several && <span class="mr-1 text-[0.85em] font-normal text-ink-soft">from</span>}
      {formatMoney(from)}
    </span>
  );
}

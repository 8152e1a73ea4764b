import type { ComponentChildren } from "preact";
import type { Totals } from "../proto/gen/shopflow/order/v1/order_pb.ts";
import { type Amount, formatMoney } from "./money.ts";

/** What something costs, as quotes and orders say it. */
export type Costs = Pick<Totals, "subtotal" | "discount" | "shipping" | "tax" | "taxIncluded" | "total" | "promotions">;

/** What people call the tax that prices contain; VAT elsewhere. */
const TAX_NAMES: Readonly<Record<string, string>> = { AU: "GST", NZ: "GST", JP: "consumption tax" };

/** "Free", or what a delivery costs. */
export function deliveryPrice(price: Amount): string {
  return price.minorUnits === 0n ? "Free" : formatMoney(price);
}

/**
 * What something costs, and of what that is made up. Promotions take their part off the lines or the delivery, so both are
 * shown as they were before.
 *
 * @param props.country ISO 3166-1 code of where it goes
 */
export function TotalsList({ costs, country, class: className }: { costs: Costs; country: string; class?: string }) {
  const { subtotal, discount, shipping, tax, taxIncluded, total, promotions } = costs;
  if (!subtotal || !shipping || !total) return null;
  const taken = promotions.reduce((sum, { amount }) => sum + (amount?.minorUnits ?? 0n), 0n);
  const delivery = { ...shipping, minorUnits: shipping.minorUnits + taken - (discount?.minorUnits ?? 0n) };
  return (
    <dl class={`space-y-1.5 tabular-nums ${className ?? ""}`}>
      <Row name="Subtotal">{formatMoney(subtotal)}</Row>
      <Row name="Delivery">{deliveryPrice(delivery)}</Row>
      {promotions.map(({ name, coupon, amount }) => (
        <Row key={name + coupon} name={coupon ? `${name} (${coupon})` : name}>
          {amount && <span class="text-good">−{formatMoney(amount)}</span>}
        </Row>
      ))}
      {tax && !taxIncluded && <Row name="Tax">{formatMoney(tax)}</Row>}
      <Row name="Total" strong>{formatMoney(total)}</Row>
      {tax && taxIncluded && tax.minorUnits > 0n && (
        <div class="flex gap-1 text-sm text-ink-soft">
          <dt>Includes {TAX_NAMES[country] ?? "VAT"} of</dt>
          <dd>{formatMoney(tax)}</dd>
        </div>
      )}
    </dl>
  );
}

function Row({ name, strong = false, children }: { name: string; strong?: boolean; children: ComponentChildren }) {
  return (
    <div class={`flex justify-between gap-4 ${strong ? "pt-1.5 text-lg font-semibold" : ""}`}>
      <dt class={`min-w-0 wrap-anywhere ${strong ? "" : "text-ink-soft"}`}>{name}</dt>
      <dd class="shrink-0">{children}</dd>
    </div>
  );
}

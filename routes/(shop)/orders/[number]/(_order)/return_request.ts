import type { Order } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** Longest reason, in characters. */
export const MAX_REASON = 500;

/** What a form asks to send back. */
export interface ReturnWish {
  /** Units by SKU; none that is zero. */
  quantities: Map<string, number>;
  reason: string;
  /** What is wrong, by field. */
  errors: { items?: string; reason?: string };
}

/** The name of the field that says how many of a line come back. */
export function quantityField(sku: string): string {
  return `quantity.${sku}`;
}

/** Reads a form that may say anything. How many may come back is for the order service to say, which knows what came before. */
export function readReturn(form: FormData, { lines }: Order): ReturnWish {
  const errors: ReturnWish["errors"] = {};
  const quantities = new Map<string, number>();
  for (const { sku, title } of lines) {
    const text = String(form.get(quantityField(sku)) ?? "").trim();
    if (text !== "" && !/^\d{1,3}$/.test(text)) errors.items ??= `Say how many of ${title}: a whole number.`;
    else if (Number(text) > 0) quantities.set(sku, Number(text));
  }
  if (quantities.size === 0) errors.items ??= "Say how many of what you send back.";
  const reason = String(form.get("reason") ?? "").trim().slice(0, MAX_REASON);
  if (reason === "") errors.reason = "Say in a few words why.";
  return { quantities, reason, errors };
}

import { MAX_UNITS } from "../../../../components/quantity_field.tsx";

/** The quantity that a cart line's form asks for: what was typed, one more or less, or none. Undefined when it makes no sense. */
export function wantedQuantity(form: FormData): number | undefined {
  if (form.has("remove")) return 0;
  const typed = String(form.get("quantity") ?? "");
  const step = String(form.get("step") ?? "0");
  if (!/^\d{1,4}$/.test(typed) || !/^-?[01]$/.test(step)) return undefined;
  const quantity = Number(typed) + Number(step);
  return quantity >= 0 && quantity <= MAX_UNITS ? quantity : undefined;
}

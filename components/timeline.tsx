import { formatMoment } from "./dates.ts";
import { Icon } from "./icon.tsx";

/** Where an order stands, by the contract's names. */
export type OrderStep = "PLACED" | "PAID" | "PACKED" | "SHIPPED" | "DELIVERED" | "CANCELLED" | "RETURNED" | "REFUNDED";

/** When an order took a step: RFC 3339. */
export interface StepTaken {
  readonly step: OrderStep;
  readonly at: string;
  /** Why, for people. */
  readonly note?: string;
}

const WAY: readonly OrderStep[] = ["PLACED", "PAID", "PACKED", "SHIPPED", "DELIVERED"];

/** What each step is called, and what it means. */
export const STEPS: Readonly<Record<OrderStep, { name: string; meaning: string }>> = {
  PLACED: { name: "Order placed", meaning: "Everything is set aside for you. We wait for your bank." },
  PAID: { name: "Payment received", meaning: "The money is in. We start to pack." },
  PACKED: { name: "Packed", meaning: "Your parcel waits for the carrier." },
  SHIPPED: { name: "On its way", meaning: "The carrier has your parcel." },
  DELIVERED: { name: "Delivered", meaning: "Enjoy!" },
  CANCELLED: { name: "Cancelled", meaning: "This order was called off." },
  RETURNED: { name: "Returned", meaning: "Everything is back with us." },
  REFUNDED: { name: "Refunded", meaning: "All the money went back to you." },
};

/** Steps that are not on the way to the door. */
const ASIDE: ReadonlySet<OrderStep> = new Set(["CANCELLED", "RETURNED", "REFUNDED"]);

/** Whether nothing is to be waited for after a step. */
export const isLast = (step: OrderStep): boolean => step === "DELIVERED" || ASIDE.has(step);

/** The steps an order has taken, and those to come. */
export function Timeline({ taken }: { taken: readonly StepTaken[] }) {
  const current = taken.at(-1)?.step;
  const steps = current && ASIDE.has(current) ? taken.map(({ step }) => step) : WAY;
  return (
    <ol>
      {steps.map((step, index) => {
        const { at, note } = taken.find((change) => change.step === step) ?? {};
        return (
          <li
            key={step}
            class="relative flex gap-4 pb-7 last:pb-0"
            aria-current={step === current ? "step" : undefined}
          >
            {index < steps.length - 1 && (
              <span
                class={`absolute top-9 bottom-0 left-4.5 w-0.5 -translate-x-1/2 ${
                  taken.some((change) => change.step === steps[index + 1]) ? "bg-accent" : "bg-line"
                }`}
              />
            )}
            <span
              class={`grid size-9 shrink-0 place-items-center rounded-full ${
                at ? "bg-accent text-on-accent" : "border-2 border-line text-transparent"
              } ${step === current && !isLast(step) ? "ring-4 ring-accent-soft" : ""}`}
            >
              <Icon name={step === "CANCELLED" ? "close" : "check"} class="size-5" />
            </span>
            <div class="min-w-0 pt-1">
              <p class={at ? "font-semibold" : "text-ink-soft"}>
                {STEPS[step].name}
                {!at && <span class="sr-only">: not yet</span>}
              </p>
              {at && (
                <p class="text-sm text-ink-soft">
                  {step === current && `${note ?? STEPS[step].meaning} `}
                  <time dateTime={at}>{formatMoment(new Date(at))}</time>
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

import { Icon } from "./icon.tsx";

/** Most units a cart line holds. */
export const MAX_UNITS = 999;

const STEP = "grid size-11 place-items-center rounded-full hover:bg-accent-soft hover:text-accent disabled:opacity-40";

export interface QuantityFieldProps {
  id: string;
  /** What there are so many of, for those who hear the page. */
  label: string;
  value: number;
  min?: number;
  max?: number;
  /** Name of the two buttons that add "1" and "-1" when they submit the form; without it they call `onStep`. */
  stepName?: string;
  onStep?: (by: 1 | -1) => void;
  onInput?: (value: number) => void;
}

/** How many: a number to type between a minus and a plus. */
export function QuantityField(
  { id, label, value, min = 1, max = MAX_UNITS, stepName, onStep, onInput }: QuantityFieldProps,
) {
  const step = (by: 1 | -1, name: "minus" | "plus", text: string) => (
    <button
      type={stepName ? "submit" : "button"}
      id={`${id}-${name}`}
      name={stepName}
      value={stepName && by}
      disabled={by < 0 ? value <= min : value >= max}
      onClick={onStep && (() => onStep(by))}
      // Without script only a button that submits does anything.
      class={`${STEP} ${stepName ? "" : "noscript:hidden"}`}
      aria-label={`${text}: ${label}`}
    >
      <Icon name={name} class="size-4" />
    </button>
  );
  return (
    <div class="inline-flex items-center rounded-full border border-field-edge bg-field">
      {step(-1, "minus", "One less")}
      <label for={id} class="sr-only">{label}</label>
      <input
        id={id}
        name="quantity"
        type="number"
        inputMode="numeric"
        required
        min={min}
        max={max}
        value={value}
        data-sends={stepName && ""}
        onInput={onInput && ((event) => onInput(event.currentTarget.valueAsNumber))}
        class="min-h-11 w-12 appearance-none bg-transparent text-center font-semibold tabular-nums [appearance:textfield] noscript:w-20 [&::-webkit-inner-spin-button]:appearance-none"
      />
      {step(1, "plus", "One more")}
    </div>
  );
}

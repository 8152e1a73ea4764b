import type { TargetedEvent } from "preact";

/** One value to choose. */
export interface OptionChoice {
  value: string;
  /** A small picture of it. */
  picture?: string | undefined;
  /** What it costs, where values differ in price. */
  price?: string | undefined;
  /** Cannot be had with what else is chosen. */
  impossible: boolean;
  soldOut: boolean;
}

export interface OptionFieldProps {
  /** Field name in the form. */
  name: string;
  /** What is chosen, such as "Colour". */
  label: string;
  choices: OptionChoice[];
  chosen: string;
  onChoose: (value: string) => void;
}

/** One of a product's options: a value to pick from a row of chips. */
export function OptionField({ name, label, choices, chosen, onChoose }: OptionFieldProps) {
  const onChange = (event: TargetedEvent<HTMLInputElement>) => onChoose(event.currentTarget.value);
  return (
    <fieldset>
      <legend class="mb-2 font-semibold">
        {label}
        <span class="font-normal text-ink-soft noscript:hidden">: {chosen}</span>
      </legend>
      <div class="flex flex-wrap gap-2">
        {choices.map(({ value, picture, price, impossible, soldOut }) => (
          <label
            key={value}
            class="relative inline-flex min-h-11 items-center gap-2 rounded-2xl border border-field-edge bg-field px-3.5 py-1.5 font-medium hover:border-accent has-checked:border-accent has-checked:bg-accent-soft has-checked:ring-1 has-checked:ring-accent has-disabled:cursor-not-allowed has-disabled:border-dashed has-disabled:text-ink-soft has-disabled:line-through has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === chosen}
              disabled={impossible}
              required
              onChange={onChange}
              class="absolute inset-0 size-full cursor-pointer opacity-0"
            />
            {picture && (
              <img
                src={picture}
                alt=""
                width={40}
                height={40}
                loading="lazy"
                class="-ml-2 size-10 rounded-xl bg-tile object-cover"
              />
            )}
            <span class="leading-tight">
              {value}
              {price && <span class="block text-sm font-normal text-ink-soft">{price}</span>}
              {soldOut && !impossible && <span class="block text-xs font-normal text-bad">Sold out</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

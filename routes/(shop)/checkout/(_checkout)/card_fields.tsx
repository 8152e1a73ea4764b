import { Field } from "../../../../components/field.tsx";
import { type FieldErrors, LABELS } from "./form_fields.ts";

const TEST_CARDS = [
  ["4242 4242 4242 4242", "pays"],
  ["4000 0025 0000 3155", "asks you first"],
  ["4000 0000 0000 0002", "is declined"],
] as const;
/** What banks do on bad days. */
const MORE_CARDS = [
  ["5555 5555 5555 4444", "pays"],
  ["4000 0000 0000 9995", "has too little money"],
  ["4000 0000 0000 0119", "fails once, then pays"],
  ["4000 0000 0000 0127", "pays, but the answer is lost"],
  ["4000 0000 0000 0101", "never gets an answer"],
] as const;

/** The card. What was typed is never sent back. */
export function CardFields({ errors }: { errors: FieldErrors }) {
  return (
    <>
      <div class="rounded-field bg-accent-soft px-4 py-3 text-sm col-span-2">
        <p class="font-semibold">Test cards only: no money moves.</p>
        <Cards cards={TEST_CARDS} />
        <details>
          <summary class="inline-flex min-h-11 items-center font-medium underline underline-offset-4">
            More test cards
          </summary>
          <Cards cards={MORE_CARDS} />
        </details>
        <p class="mt-1 text-ink-soft">Any date to come, any three digits.</p>
      </div>
      <Field
        name="card.number"
        label={LABELS["card.number"]}
        error={errors["card.number"]}
        inputMode="numeric"
        autocomplete="cc-number"
        required
        maxLength={30}
        class="col-span-2"
      />
      <Field
        name="card.expiry"
        label={LABELS["card.expiry"]}
        error={errors["card.expiry"]}
        inputMode="numeric"
        autocomplete="cc-exp"
        placeholder="MM/YY"
        required
        maxLength={9}
      />
      <Field
        name="card.security_code"
        label={LABELS["card.security_code"]}
        error={errors["card.security_code"]}
        inputMode="numeric"
        autocomplete="cc-csc"
        required
        maxLength={4}
      />
    </>
  );
}

function Cards({ cards }: { cards: readonly (readonly [number: string, outcome: string])[] }) {
  return (
    <ul class="mt-1">
      {cards.map(([number, outcome]) => (
        <li key={number}>
          <span class="font-medium tabular-nums">{number}</span> {outcome}
        </li>
      ))}
    </ul>
  );
}

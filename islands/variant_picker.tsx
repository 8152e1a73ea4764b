import { useEffect, useRef, useState } from "preact/hooks";
import type { TargetedSubmitEvent } from "preact";
import { Button } from "../components/button.tsx";
import { announceCart } from "../components/cart_changed.ts";
import { formatMoney } from "../components/money.ts";
import { OptionField } from "../components/option_field.tsx";
import { MAX_UNITS, QuantityField } from "../components/quantity_field.tsx";
import { StockHint } from "../components/stock_hint.tsx";
import { choose, firstChoice, isPossible, type VariantChoice, variantWith } from "../components/variants.ts";

export interface VariantPickerProps {
  /** Where the form goes: the product's own page. */
  action: string;
  /** Names of the options and their values, in display order. */
  options: { name: string; values: string[] }[];
  variants: VariantChoice[];
  /** Addresses of the product's pictures. */
  pictures: string[];
  /** What prices to show where no script can follow the choice. */
  priceRange: string;
}

interface Outcome {
  ok: boolean;
  message: string;
}

/** Chooses a variant and puts it into the cart. Without script it is a form like any other. */
export function VariantPicker({ action, options, variants, pictures, priceRange }: VariantPickerProps) {
  // Only a page with script may rule choices out: without, nothing would bring them back.
  const [alive, setAlive] = useState(false);
  const [chosen, setChosen] = useState(firstChoice(variants)?.values ?? []);
  const [quantity, setQuantity] = useState(1);
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // One key for each wish to add, however often it has to be sent.
  const key = useRef<string | undefined>(undefined);
  useEffect(() => setAlive(true), []);

  const variant = variantWith(variants, chosen);
  const pricesDiffer = variants.some(({ price }) => price.minorUnits !== variants[0]?.price.minorUnits);
  const changes = () => {
    key.current = undefined;
    setOutcome(null);
  };
  const pick = (option: number, value: string) => {
    const next = choose(variants, chosen, option, value);
    setChosen(next);
    changes();
    showPicture(variantWith(variants, next)?.picture ?? -1);
  };
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    key.current ??= crypto.randomUUID?.();
    const body = new URLSearchParams(new FormData(event.currentTarget) as unknown as Record<string, string>);
    if (key.current) body.set("key", key.current);
    const answer = await send(action, body);
    if (answer.ok) key.current = undefined;
    setOutcome(answer);
    setSending(false);
  };
  const choicesOf = (option: number, values: string[]) =>
    values.map((value) => {
      const match = variantWith(variants, chosen.with(option, value));
      const only = options.length === 1 ? match : undefined;
      return {
        value,
        picture: pictures[only?.picture ?? -1],
        price: only && pricesDiffer ? formatMoney(only.price) : undefined,
        impossible: alive && !isPossible(variants, chosen, option, value),
        soldOut: (alive || options.length === 1) && match?.available === 0,
      };
    });
  const several = variants.length > 1 ? "noscript:hidden" : "";
  const soldOut = variant?.available === 0;
  return (
    <form method="post" action={action} onSubmit={submit} class="space-y-6">
      <p class="flex flex-wrap items-baseline justify-between gap-x-6">
        <span class={`text-title tabular-nums ${several}`}>{variant && formatMoney(variant.price)}</span>
        {several && <span class="hidden text-title tabular-nums noscript:inline">{priceRange}</span>}
        <span class={several} aria-live="polite">{variant && <StockHint available={variant.available} />}</span>
      </p>
      {options.length === 0 && <input type="hidden" name="sku" value={variant?.sku} />}
      {options.map(({ name, values }, option) => (
        <OptionField
          key={name}
          name={`option.${name}`}
          label={name}
          choices={choicesOf(option, values)}
          chosen={chosen[option] ?? ""}
          onChoose={(value) => pick(option, value)}
        />
      ))}
      <div class="flex flex-wrap gap-3">
        <QuantityField
          id="quantity"
          label="Quantity"
          value={quantity}
          max={MAX_UNITS}
          onStep={(by) => {
            setQuantity(quantity + by);
            changes();
          }}
          onInput={(value) => {
            setQuantity(value);
            changes();
          }}
        />
        <Button class="min-w-48 grow" disabled={alive && soldOut} aria-busy={sending}>
          {alive && soldOut ? "Sold out" : sending ? "Adding…" : "Add to cart"}
        </Button>
      </div>
      <p role="status" class={`font-medium empty:mt-0 ${outcome?.ok ? "text-good" : "text-bad"}`}>
        {outcome && (
          <>
            {outcome.message}{" "}
            {outcome.ok && (
              <a href="/cart" class="inline-flex min-h-11 items-center underline underline-offset-4">View cart</a>
            )}
          </>
        )}
      </p>
    </form>
  );
}

async function send(action: string, body: URLSearchParams): Promise<Outcome> {
  try {
    const response = await fetch(action, { method: "POST", body, headers: { accept: "application/json" } });
    const { itemCount, message } = await response.json();
    if (response.ok) announceCart(itemCount);
    return { ok: response.ok, message };
  } catch {
    return { ok: false, message: "The shop cannot be reached. Try again: nothing is added twice." };
  }
}

/** Brings a picture into its frame without moving the page. */
function showPicture(index: number): void {
  const picture = document.getElementById(`picture-${index + 1}`);
  const frame = picture?.parentElement;
  frame?.scrollTo({ left: picture!.offsetLeft - frame.offsetLeft });
}

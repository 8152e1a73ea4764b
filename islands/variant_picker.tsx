import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { formatMoney } from "../components/money.ts";
import { optionChoices } from "../components/option_choices.ts";
import { OptionField } from "../components/option_field.tsx";
import { QuantityField } from "../components/quantity_field.tsx";
import { StockHint } from "../components/stock_hint.tsx";
import { useAddToCart } from "../components/use_add_to_cart.ts";
import { choose, firstChoice, type VariantChoice, variantWith } from "../components/variants.ts";

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

/** Chooses a variant and puts it into the cart. Without script it is a form like any other. */
export function VariantPicker({ action, options, variants, pictures, priceRange }: VariantPickerProps) {
  // Only a page with script may rule choices out: without, nothing would bring them back.
  const [alive, setAlive] = useState(false);
  const [chosen, setChosen] = useState(firstChoice(variants)?.values ?? []);
  const [quantity, setQuantity] = useState(1);
  const { submit, sending, outcome, forget } = useAddToCart(action);
  useEffect(() => setAlive(true), []);
  useEffect(forget, [chosen, quantity]);

  const variant = variantWith(variants, chosen);
  const soldOut = alive && variant?.available === 0;
  const pick = (option: number, value: string) => {
    const next = choose(variants, chosen, option, value);
    setChosen(next);
    showPicture(variantWith(variants, next)?.picture ?? -1);
  };
  return (
    <form method="post" action={action} onSubmit={submit} class="flex flex-col gap-6">
      <Offer variant={variant} priceRange={variants.length > 1 ? priceRange : undefined} />
      {options.length === 0 && <input type="hidden" name="sku" value={variant?.sku} />}
      {options.map(({ name, values }, option) => (
        <OptionField
          key={name}
          name={`option.${name}`}
          label={name}
          choices={optionChoices({ variants, pictures, chosen, alive }, option, values)}
          chosen={chosen[option] ?? ""}
          onChoose={(value) => pick(option, value)}
        />
      ))}
      <div class="flex flex-wrap gap-3">
        <QuantityField
          id="quantity"
          label="Quantity"
          value={quantity}
          onStep={(by) => setQuantity((quantity || 0) + by)}
          onInput={setQuantity}
        />
        <Button class="min-w-48 grow" disabled={soldOut} aria-busy={sending}>
          {soldOut ? "Sold out" : sending ? "Adding…" : "Add to cart"}
        </Button>
      </div>
      <p role="status" class={`font-medium empty:-mt-6 ${outcome?.ok ? "text-good" : "text-bad"}`}>
        {outcome && `${outcome.message} `}
        {outcome?.ok && (
          <a href="/cart" class="inline-flex min-h-11 items-center underline underline-offset-4">View cart</a>
        )}
      </p>
    </form>
  );
}

/** What the variant costs and whether it is there; where no script follows the choice, the range of all prices. */
function Offer({ variant, priceRange }: { variant: VariantChoice | undefined; priceRange: string | undefined }) {
  const followed = priceRange ? "noscript:hidden" : "";
  return (
    <p class="flex flex-wrap items-baseline justify-between gap-x-6">
      <span class={`text-title tabular-nums ${followed}`}>{variant && formatMoney(variant.price)}</span>
      {priceRange && <span class="hidden text-title tabular-nums noscript:inline">{priceRange}</span>}
      <span class={followed} aria-live="polite">{variant && <StockHint available={variant.available} />}</span>
    </p>
  );
}

/** Brings a picture into its frame without moving the page. */
function showPicture(index: number): void {
  const picture = document.getElementById(`picture-${index + 1}`);
  const frame = picture?.parentElement;
  frame?.scrollTo({ left: picture!.offsetLeft - frame.offsetLeft });
}

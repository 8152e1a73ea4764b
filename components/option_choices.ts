import { formatMoney } from "./money.ts";
import type { OptionChoice } from "./option_field.tsx";
import { isPossible, type VariantChoice, variantWith } from "./variants.ts";

/** What the values of an option are shown by. */
export interface Choosing {
  variants: readonly VariantChoice[];
  /** Addresses of the product's pictures. */
  pictures: readonly string[];
  chosen: readonly string[];
  /** Whether a script can follow the choice: else nothing may be ruled out. */
  alive: boolean;
}

/** The values of an option as they are shown: a single option's with picture and price, for each of them is a variant. */
export function optionChoices(
  { variants, pictures, chosen, alive }: Choosing,
  option: number,
  values: string[],
): OptionChoice[] {
  const isSingle = variants[0]?.values.length === 1;
  const pricesDiffer = variants.some(({ price }) => price.minorUnits !== variants[0]?.price.minorUnits);
  return values.map((value) => {
    const variant = variantWith(variants, chosen.with(option, value));
    return {
      value,
      picture: isSingle ? pictures[variant?.picture ?? -1] : undefined,
      price: isSingle && pricesDiffer && variant ? formatMoney(variant.price) : undefined,
      impossible: alive && !isPossible(variants, chosen, option, value),
      soldOut: (alive || isSingle) && variant?.available === 0,
    };
  });
}

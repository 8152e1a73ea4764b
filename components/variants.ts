import type { Amount } from "./money.ts";

/** A variant as a shopper chooses it. */
export interface VariantChoice {
  readonly sku: string;
  /** Its value of each option, in the options' order. */
  readonly values: readonly string[];
  readonly price: Amount;
  /** Units that can be bought now. */
  readonly available: number;
  /** Its place among the product's pictures; -1 when it has none of its own. */
  readonly picture: number;
}

/** The variant with these values; undefined when there is none. */
export function variantWith(variants: readonly VariantChoice[], values: readonly string[]): VariantChoice | undefined {
  return variants.find((variant) => variant.values.every((value, index) => value === values[index]));
}

/**
 * Whether a variant has this value of an option together with what is chosen of the options before it. Those after it give
 * way, so that every variant can be reached.
 */
export function isPossible(
  variants: readonly VariantChoice[],
  chosen: readonly string[],
  option: number,
  value: string,
): boolean {
  return matching(variants, [...chosen.slice(0, option), value]).length > 0;
}

/** What is chosen after a click: as much as possible stays, and rather something that can be bought. */
export function choose(
  variants: readonly VariantChoice[],
  chosen: readonly string[],
  option: number,
  value: string,
): readonly string[] {
  const start = [...chosen.slice(0, option), value];
  const possible = matching(variants, start);
  const kept = (variant: VariantChoice) => variant.values.filter((other, index) => other === chosen[index]).length;
  const best = possible.toSorted((a, b) => kept(b) - kept(a) || Number(b.available > 0) - Number(a.available > 0))[0];
  return best?.values ?? start;
}

/** What a page shows first: something that can be bought, if anything can. */
export function firstChoice(variants: readonly VariantChoice[]): VariantChoice | undefined {
  return variants.find(({ available }) => available > 0) ?? variants[0];
}

function matching(variants: readonly VariantChoice[], start: readonly string[]): VariantChoice[] {
  return variants.filter(({ values }) => start.every((value, index) => values[index] === value));
}

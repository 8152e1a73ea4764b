import type { Problem } from "./problems.ts";
import type { NameValue, ProductRecord, VariantRecord } from "./records.ts";

/** The option between variants for which no file named any. */
const STYLE = "Style";

/** The options that a file named, without a style. */
export function givenOptions(
  { option_values, styled }: VariantRecord,
): { option_values: NameValue[]; styled: boolean } {
  return { option_values: styled ? [] : option_values, styled: false };
}

/**
 * What is wrong with the options of one product's variants, in display order: all must name the same options, and no two have
 * the same values. Variants that are not in the file are taken to be right.
 *
 * @param rowOf where a SKU is in the file
 */
export function optionProblems(variants: VariantRecord[], rowOf: Map<string, number>): Problem[] {
  const reference = variants.find(({ sku }) => !rowOf.has(sku)) ?? variants[0]!;
  const seen = new Map<string, string>(); // values to SKU
  const problems: Problem[] = [];
  for (const variant of variants.toSorted((a, b) => (rowOf.get(a.sku) ?? -1) - (rowOf.get(b.sku) ?? -1))) {
    const values = sorted(variant.option_values);
    const twin = seen.get(values);
    seen.set(values, variant.sku);
    const row = rowOf.get(variant.sku);
    if (row === undefined) continue;
    if (names(variant) !== names(reference)) {
      problems.push({
        row,
        field: "options",
        description: `must be the same ones as of "${reference.sku}" of the same product`,
      });
    } else if (twin !== undefined && variant.option_values.length > 0) {
      problems.push({ row, field: "options", description: `must differ from those of "${twin}" of the same product` });
    }
  }
  return problems;
}

/** Gives several variants without options an option "Style", with their names to choose from. */
export function addStyles(variants: VariantRecord[]): void {
  if (variants.length < 2 || variants.some(({ option_values }) => option_values.length > 0)) return;
  const byName = Map.groupBy(variants, ({ name }) => name);
  for (const variant of variants) {
    const isOnly = byName.get(variant.name)!.length === 1;
    variant.option_values = [{ name: STYLE, value: isOnly ? variant.name : `${variant.name} (${variant.sku})` }];
    variant.styled = true;
  }
}

/** What a shopper chooses between: nothing when there is one variant. */
export function optionsOf(variants: VariantRecord[]): ProductRecord["options"] {
  if (variants.length < 2) return [];
  const chosen = Map.groupBy(variants.flatMap(({ option_values }) => option_values), ({ name }) => name);
  return Array.from(chosen, ([name, pairs]) => ({ name, values: [...new Set(pairs.map(({ value }) => value))] }));
}

function names({ option_values }: VariantRecord): string {
  return JSON.stringify(option_values.map(({ name }) => name).sort());
}

function sorted(values: NameValue[]): string {
  return JSON.stringify(values.map(({ name, value }) => [name, value]).sort());
}

import type { Query } from "../../kit/database.ts";
import { checkFields } from "./check_fields.ts";

/** Most entries at fault that are named: more would not fit the answer. */
const MAX_PROBLEMS = 100;

/** Fails with INVALID_ARGUMENT, naming the entries of a list whose SKU does not exist or is given twice. */
export async function checkSkus(tx: Query, what: string, field: string, skus: readonly string[]): Promise<void> {
  const first = new Map<string, number>();
  const twice = skus.flatMap((sku, index): [string, string][] => {
    const before = first.get(sku) ?? index;
    first.set(sku, before);
    return before === index ? [] : [[`${field}[${index}].sku`, `Must not be given twice, as in ${field}[${before}]`]];
  });
  checkFields(what, twice.slice(0, MAX_PROBLEMS));
  const unknown = await tx<{ index: number }[]>`
    select index::int - 1 as index from unnest(${[...skus]}::text[]) with ordinality as given (sku, index)
    where not exists (select from variants where variants.sku = given.sku)
    order by index limit ${MAX_PROBLEMS}`;
  checkFields(what, unknown.map(({ index }) => [`${field}[${index}].sku`, "Must be the SKU of a variant"] as const));
}

import { isDeepStrictEqual } from "node:util";
import type { CatalogRow } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { type CategoryPath, namesOf, pathKey } from "./category_paths.ts";
import { addStyles, givenOptions, optionProblems, optionsOf } from "./options.ts";
import type { Problem } from "./problems.ts";
import type { NameValue, ProductRecord, VariantRecord } from "./records.ts";
import type { State } from "./state.ts";

/** What an import makes of the products it touches. */
export interface Plan {
  /** Products that are new or differ, with all their variants. A new one has no slug yet. */
  products: { record: ProductRecord; variants: VariantRecord[] }[];
  /** Variants that are new or differ, but for their price. */
  variants: VariantRecord[];
  /** Variants whose price is new or differs. */
  prices: VariantRecord[];
  /** SKUs that are new. */
  created: Set<string>;
  /** SKUs that differ from before, stock aside. */
  updated: Set<string>;
  problems: Problem[];
}

/** What the rows of a product tell of it together. */
type Facts = Pick<ProductRecord, "slug" | "description" | "category_id" | "attributes">;

/** Works out what must change so that the shop has what the rows say. The rows have been checked. */
export function planImport(rows: CatalogRow[], state: State, categories: Map<string, CategoryPath>): Plan {
  const plan: Plan = { products: [], variants: [], prices: [], created: new Set(), updated: new Set(), problems: [] };
  const facts = mergeFacts(rows, state, categories);
  const rowOf = new Map(rows.map((row, i) => [row.sku, i]));
  for (const [code, own] of Map.groupBy(mergeVariants(rows, state), (variant) => variant.product)) {
    own.sort((a, b) => a.position - b.position);
    plan.problems.push(...optionProblems(own, rowOf));
    addStyles(own);
    addProduct(plan, describe(code, own, facts.get(code)!), own, state);
  }
  return plan;
}

function addProduct(plan: Plan, record: ProductRecord, variants: VariantRecord[], state: State): void {
  const before = state.products.get(record.code);
  const factsDiffer = !before || !isDeepStrictEqual(factsOf(before), factsOf(record));
  let differs = !isDeepStrictEqual(before, record);
  for (const variant of variants) {
    const { amount, ...rest } = variant;
    const { amount: amountBefore, ...restBefore } = state.variants.get(variant.sku) ?? {};
    const isChanged = !isDeepStrictEqual(rest, restBefore);
    if (isChanged) plan.variants.push(variant);
    if (amount !== null && amount !== amountBefore) plan.prices.push(variant);
    if (!state.variants.has(variant.sku)) plan.created.add(variant.sku);
    else if (isChanged || amount !== amountBefore || factsDiffer) plan.updated.add(variant.sku);
    differs ||= isChanged;
  }
  if (differs) plan.products.push({ record, variants });
}

/** All variants of the products touched, as they shall be, without styles. */
function mergeVariants(rows: CatalogRow[], state: State): VariantRecord[] {
  const merged = new Map(Array.from(state.variants, ([sku, v]) => [sku, { ...v, ...givenOptions(v) }]));
  const last = new Map<string, number>();
  for (const { product, position } of merged.values()) last.set(product, Math.max(position, last.get(product) ?? -1));
  for (const row of rows) {
    const before = merged.get(row.sku);
    const stays = before?.product === row.product;
    const position = stays ? before.position : (last.get(row.product) ?? -1) + 1;
    if (!stays) last.set(row.product, position);
    merged.set(row.sku, {
      sku: row.sku,
      product: row.product,
      name: row.name,
      option_values: row.options.length > 0 ? row.options.map(toNameValue) : before?.option_values ?? [],
      styled: false,
      image_url: row.image === undefined ? before?.image_url ?? null : row.image || null,
      units_sold: row.unitsSold ?? before?.units_sold ?? 0,
      position,
      amount: Number(row.priceMinor),
    });
  }
  return [...merged.values()];
}

function mergeFacts(rows: CatalogRow[], state: State, categories: Map<string, CategoryPath>): Map<string, Facts> {
  const facts = new Map<string, Facts>(state.products);
  for (const row of rows) {
    const before = facts.get(row.product);
    facts.set(row.product, {
      slug: before?.slug ?? "",
      description: row.description ?? before?.description ?? "",
      category_id: categories.get(pathKey(namesOf(row.category)))!.id,
      attributes: row.attributes.length > 0 ? row.attributes.map(toNameValue) : before?.attributes ?? [],
    });
  }
  return facts;
}

function describe(code: string, variants: VariantRecord[], facts: Facts): ProductRecord {
  const bestSelling = variants.reduce((best, variant) => variant.units_sold > best.units_sold ? variant : best);
  return {
    code,
    slug: facts.slug,
    title: bestSelling.name,
    description: facts.description,
    category_id: facts.category_id,
    image_url: bestSelling.image_url ?? variants.find((variant) => variant.image_url !== null)?.image_url ?? null,
    options: optionsOf(variants),
    attributes: facts.attributes,
    units_sold: variants.reduce((sum, variant) => sum + variant.units_sold, 0),
  };
}

function factsOf({ slug, description, category_id, attributes }: ProductRecord): Facts {
  return { slug, description, category_id, attributes };
}

function toNameValue({ name, value }: NameValue): NameValue {
  return { name, value };
}

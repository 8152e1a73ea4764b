import type { Query } from "../../../kit/database.ts";
import { slugOf, slugStem, uniqueSlugs } from "../slugs.ts";
import type { CategoryPath } from "./category_paths.ts";
import type { Plan } from "./plan.ts";
import type { ProductRecord, VariantRecord } from "./records.ts";
import { type SearchDocument, searchDocument, wordsOf } from "./search_document.ts";

/** Records in one statement: bounds the size of a message to the database. */
const BATCH = 1000;

/** Writes products, variants and prices. Stock is apart, in `applyStock`. */
export async function applyPlan(tx: Query, plan: Plan, categories: Iterable<CategoryPath>): Promise<void> {
  const names = new Map(Array.from(categories, (category) => [category.id, category.names]));
  const unnamed = plan.products.map(({ record }) => record).filter(({ slug }) => slug === "");
  if (unnamed.length > 0) await nameProducts(tx, unnamed);
  const documents = plan.products.map(({ record, variants }) => ({
    ...record,
    ...searchDocument(record, variants, names.get(record.category_id) ?? []),
  }));
  for (const batch of batches(documents)) await writeProducts(tx, batch);
  for (const batch of batches(plan.variants)) await writeVariants(tx, batch);
  for (const batch of batches(plan.prices)) await writePrices(tx, batch);
  const words = new Set(documents.flatMap((document) => wordsOf(document.words)));
  await tx`insert into search_words (word) select unnest(${[...words]}::text[]) on conflict do nothing`;
}

/** A product keeps its slug for good, whatever its title becomes: addresses must not break. */
async function nameProducts(tx: Query, products: ProductRecord[]): Promise<void> {
  const stems = products.map((product) => slugStem(slugOf(product.title) || slugOf(product.code)));
  const taken = await tx<{ slug: string }[]>`
    select slug from products where regexp_replace(slug, '(-[0-9]+)+$', '') = any (${stems}::text[])`;
  const titles = products.map(({ title, code }) => ({ title, fallback: code }));
  uniqueSlugs(titles, taken.map((row) => row.slug)).forEach((slug, i) => products[i]!.slug = slug);
}

async function writeProducts(tx: Query, products: (ProductRecord & SearchDocument)[]): Promise<void> {
  await tx`
    insert into products (code, slug, title, description, category_id, image_url, options, attributes, units_sold,
      sort_title, terms, words)
    select code, slug, title, description, category_id, image_url, options, attributes, units_sold,
      sort_title, terms, words::tsvector
    from jsonb_to_recordset(${json(tx, products)}) as r(code text, slug text, title text, description text,
      category_id bigint, image_url text, options jsonb, attributes jsonb, units_sold bigint,
      sort_title text, terms text[], words text)
    on conflict (code) do update set title = excluded.title, description = excluded.description,
      category_id = excluded.category_id, image_url = excluded.image_url, options = excluded.options,
      attributes = excluded.attributes, units_sold = excluded.units_sold,
      sort_title = excluded.sort_title, terms = excluded.terms, words = excluded.words`;
}

async function writeVariants(tx: Query, variants: VariantRecord[]): Promise<void> {
  await tx`
    insert into variants (product_id, sku, name, option_values, styled, image_url, units_sold, position)
    select products.id, sku, name, option_values, styled, r.image_url, r.units_sold, position
    from jsonb_to_recordset(${json(tx, variants)}) as r(product text, sku text, name text, option_values jsonb,
      styled boolean, image_url text, units_sold bigint, position int)
    join products on products.code = r.product
    on conflict (sku) do update set product_id = excluded.product_id, name = excluded.name,
      option_values = excluded.option_values, styled = excluded.styled, image_url = excluded.image_url,
      units_sold = excluded.units_sold, position = excluded.position`;
}

async function writePrices(tx: Query, variants: VariantRecord[]): Promise<void> {
  await tx`
    insert into prices (price_list, variant_id, amount)
    select price_lists.code, variants.id, r.amount
    from jsonb_to_recordset(${json(tx, variants)}) as r(sku text, amount bigint)
    join variants using (sku)
    join price_lists on is_default
    order by variants.id
    on conflict (variant_id, price_list) do update set amount = excluded.amount`;
}

function* batches<T>(records: T[]): Generator<T[]> {
  for (let start = 0; start < records.length; start += BATCH) yield records.slice(start, start + BATCH);
}

function json(tx: Query, records: object[]) {
  return tx.json(records as never);
}

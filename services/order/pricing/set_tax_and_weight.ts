import type { SetTaxAndWeightRequest, TaxAndWeight } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { checkFields } from "./check_fields.ts";
import { checkSkus } from "./check_skus.ts";
import { STANDARD_CLASS } from "./tax.ts";

/**
 * Says what variants weigh and how their products are taxed: all, or none.
 *
 * Fails with INVALID_ARGUMENT, naming entries whose SKU does not exist or is given twice, whose tax class has no rate anywhere,
 * or that give a product another class than an entry before.
 */
export async function setTaxAndWeight(
  database: Database,
  { entries }: SetTaxAndWeightRequest,
): Promise<Record<never, never>> {
  return await transaction(database, async (tx) => {
    await checkSkus(tx, "tax and weight", "entries", entries.map(({ sku }) => sku));
    const products = await lockProducts(tx, entries);
    const classes = await tx<{ taxClass: string }[]>`select distinct tax_class as "taxClass" from tax_rates`;
    checkFields("tax and weight", classProblems(entries, products, new Set(classes.map(({ taxClass }) => taxClass))));
    await write(tx, entries);
    return {};
  });
}

/** The product of each SKU. Products are locked before variants, as an import does; each in the order of their ids. */
async function lockProducts(tx: Query, entries: readonly TaxAndWeight[]): Promise<Map<string, bigint>> {
  const skus = entries.map(({ sku }) => sku);
  await tx`
    select from products where id in (select product_id from variants where sku = any (${skus}::text[]))
    order by id for no key update`;
  const variants = await tx<{ sku: string; productId: bigint }[]>`
    select sku, product_id as "productId" from variants where sku = any (${skus}::text[]) order by id for no key update`;
  return new Map(variants.map(({ sku, productId }) => [sku, productId]));
}

function classProblems(
  entries: readonly TaxAndWeight[],
  products: ReadonlyMap<string, bigint>,
  classes: ReadonlySet<string>,
): [string, string | undefined][] {
  const given = new Map<bigint, string>();
  return entries.map(({ sku, taxClass }, index) => {
    const field = `entries[${index}].tax_class`;
    if (taxClass === undefined) return [field, undefined];
    const product = products.get(sku)!;
    const before = given.get(product) ?? taxClass;
    given.set(product, before);
    if (before !== taxClass) return [field, `Must be "${before}", as of another variant of its product`];
    const exists = taxClass === STANDARD_CLASS || classes.has(taxClass);
    return [field, exists ? undefined : "Must be a class for which a country has a rate"];
  });
}

async function write(tx: Query, entries: readonly TaxAndWeight[]): Promise<void> {
  const rows = tx.json(entries.map(({ sku, weightGrams = null, taxClass = null }) => ({
    sku,
    weight_grams: weightGrams,
    tax_class: taxClass,
  })));
  await tx`
    with given as (
      select * from jsonb_to_recordset(${rows}) as r (sku text, weight_grams int, tax_class text)
    ), weighed as (
      update variants set weight_grams = given.weight_grams from given
      where variants.sku = given.sku and given.weight_grams <> variants.weight_grams
    )
    update products set tax_class = given.tax_class from given join variants using (sku)
    where products.id = variants.product_id and given.tax_class <> products.tax_class`;
}

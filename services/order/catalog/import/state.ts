import type { Query } from "../../../kit/database.ts";
import type { ProductRecord, VariantRecord } from "./records.ts";

/** What the shop has of the products that an import touches. */
export interface State {
  /** By code. */
  products: Map<string, ProductRecord>;
  /** By SKU: all variants of these products. */
  variants: Map<string, VariantRecord>;
}

/** Reads the products that have one of these codes, or now have one of these SKUs. */
export async function readState(tx: Query, codes: string[], skus: string[]): Promise<State> {
  const touched = tx`(
    select id from products where code = any (${codes}::text[])
    union
    select product_id from variants where sku = any (${skus}::text[])
  )`;
  const products = await tx<ProductRecord[]>`
    select code, slug, title, description, category_id::text, image_url, options, attributes, units_sold::float8
    from products where id in ${touched}`;
  const variants = await tx<VariantRecord[]>`
    select sku, products.code as product, name, option_values, styled, variants.image_url,
      variants.units_sold::float8, position, amount::float8
    from variants
    join products on products.id = product_id
    left join prices on prices.variant_id = variants.id
      and price_list = (select code from price_lists where is_default)
    where product_id in ${touched}
    order by products.id, position, variants.id`;
  return {
    products: new Map(products.map((product) => [product.code, product])),
    variants: new Map(variants.map((variant) => [variant.sku, variant])),
  };
}

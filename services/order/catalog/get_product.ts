import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  GetProductRequest,
  GetProductResponseSchema,
  ProductSchema,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";

interface Row {
  slug: string;
  title: string;
  description: string;
  image_url: string | null;
  options: { name: string; values: string[] }[];
  attributes: { name: string; value: string }[];
  currency: string;
  category_path: { slug: string; name: string; parentSlug: string }[];
  variants: VariantRow[];
}

interface VariantRow {
  sku: string;
  optionValues: { name: string; value: string }[];
  image: string | null;
  /** At most 10⁹ (the proto's limit), so exact as a number. */
  price: number;
  available: number;
}

/** Reads a product that is for sale, with one query. */
export async function getProduct(
  sql: Database,
  request: GetProductRequest,
): Promise<MessageInitShape<typeof GetProductResponseSchema>> {
  // PostgreSQL refuses text with a NUL; no slug has one.
  const [row] = request.slug.includes("\u0000") ? [] : await sql<Row[]>`
    select slug, title, description, image_url, options, attributes, price_lists.currency,
      (
        with recursive path as (
          select id, parent_id, slug, name, 0 as distance from categories where id = products.category_id
          union all
          select c.id, c.parent_id, c.slug, c.name, distance + 1 from categories c join path on c.id = path.parent_id
        )
        select json_agg(json_build_object('slug', path.slug, 'name', path.name, 'parentSlug', coalesce(above.slug, ''))
          order by path.distance desc)
        from path left join path above on above.id = path.parent_id
      ) as category_path,
      (
        select json_agg(json_build_object('sku', sku, 'optionValues', option_values, 'image', variants.image_url,
          'price', amount, 'available', (
            select coalesce(sum(on_hand - reserved), 0) from stock where variant_id = variants.id
          )) order by position, variants.id)
        from variants
        join prices on prices.variant_id = variants.id and prices.price_list = price_lists.code
        where product_id = products.id
      ) as variants
    from products, price_lists
    where slug = ${request.slug} and price_from is not null and price_lists.is_default`;
  if (!row) {
    throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read product ${JSON.stringify(request.slug)}: it does not exist`);
  }
  return { product: toProduct(row) };
}

function toProduct(row: Row): MessageInitShape<typeof ProductSchema> {
  const image = (url: string) => ({ url, alt: row.title });
  const urls = new Set([row.image_url, ...row.variants.map((variant) => variant.image)]);
  urls.delete(null);
  return {
    slug: row.slug,
    title: row.title,
    description: row.description,
    categoryPath: row.category_path,
    images: [...urls].map((url) => image(url!)),
    options: row.options,
    attributes: row.attributes,
    variants: row.variants.map((variant) => ({
      sku: variant.sku,
      optionValues: variant.optionValues,
      price: { currencyCode: row.currency, minorUnits: BigInt(variant.price) },
      available: variant.available,
      ...(variant.image === null || variant.image === row.image_url ? {} : { image: image(variant.image) }),
    })),
  };
}

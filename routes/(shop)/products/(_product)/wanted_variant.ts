import type { VariantChoice } from "../../../../components/variants.ts";
import { variantWith } from "../../../../components/variants.ts";
import type { Product } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { variantChoices } from "./product_data.ts";

/** The variant that a form asks for: by its SKU, or by a value of each option. Undefined when there is none such. */
export function wantedVariant(product: Product, form: FormData): VariantChoice | undefined {
  const variants = variantChoices(product);
  if (product.options.length === 0) return variants.find(({ sku }) => sku === form.get("sku"));
  return variantWith(variants, product.options.map(({ name }) => String(form.get(`option.${name}`) ?? "")));
}

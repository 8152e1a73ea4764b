import type { ProductCard as Card } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ProductCard } from "./product_card.tsx";

export interface ProductGridProps {
  products: Card[];
  /** How many are in sight when the page opens: their pictures come first. */
  eager?: number;
  /** Grid columns; two on a phone by default. */
  class?: string;
}

/** Products side by side. */
export function ProductGrid(
  { products, eager = 0, class: columns = "sm:grid-cols-3 lg:grid-cols-4" }: ProductGridProps,
) {
  return (
    <ul class={`grid grid-cols-2 gap-3 sm:gap-5 ${columns}`}>
      {products.map((product, index) => (
        <li key={product.slug}>
          <ProductCard product={product} priority={index < eager} />
        </li>
      ))}
    </ul>
  );
}

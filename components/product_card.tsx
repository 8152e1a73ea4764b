import type { ProductCard as Card } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { Picture } from "./picture.tsx";
import { Price } from "./price.tsx";

export interface ProductCardProps {
  product: Card;
  /** Whether it is in sight when the page opens. */
  priority?: boolean;
}

/** A product in a list; all of it leads to the product's page. */
export function ProductCard({ product, priority = false }: ProductCardProps) {
  const { slug, title, image, priceFrom, priceTo, inStock, variantCount } = product;
  return (
    <article class="group glass-tile relative flex h-full flex-col rounded-tile p-2 motion-safe:transition motion-safe:duration-300 motion-safe:hover:-translate-y-1 hover:shadow-lift sm:p-2.5">
      <div class="overflow-hidden rounded-[calc(var(--radius-tile)-0.4rem)] bg-tile">
        <Picture
          image={image}
          priority={priority}
          decorative
          class="w-full motion-safe:transition motion-safe:duration-500 motion-safe:group-hover:scale-[1.04]"
        />
      </div>
      <div class="flex grow flex-col px-1.5 pt-3 pb-1.5 sm:px-2">
        <h3 class="text-[0.95rem] leading-snug font-semibold sm:text-base">
          <a href={`/products/${slug}`} class="after:absolute after:inset-0 after:rounded-tile group-hover:text-accent">
            {title}
          </a>
        </h3>
        <div class="mt-auto flex flex-wrap items-baseline justify-between gap-x-3 pt-1.5">
          <Price from={priceFrom} to={priceTo} class="font-semibold" />
          <span class="text-sm text-ink-soft">
            {!inStock ? "Sold out" : variantCount > 1 ? `${variantCount} choices` : ""}
          </span>
        </div>
      </div>
    </article>
  );
}

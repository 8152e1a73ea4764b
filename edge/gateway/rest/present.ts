import type { z } from "@hono/zod-openapi";
import type { Money as ProtoMoney } from "../../../proto/gen/shopflow/common/v1/money_pb.ts";
import type {
  Category as ProtoCategory,
  Facets as ProtoFacets,
  Image as ProtoImage,
  Product as ProtoProduct,
  ProductCard as ProtoCard,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { type PublicMoney, toPublicMoney } from "../public_money.ts";
import type { Category, Facets, Image, Product, ProductCard } from "./schemas.ts";

/** The services' messages in the shapes of the REST API. */
export function presentCard(card: ProtoCard): z.input<typeof ProductCard> {
  return {
    slug: card.slug,
    title: card.title,
    image: presentImage(card.image),
    price_from: presentMoney(card.priceFrom),
    price_to: presentMoney(card.priceTo),
    in_stock: card.inStock,
    variant_count: card.variantCount,
  };
}

export function presentProduct(product: ProtoProduct): z.input<typeof Product> {
  return {
    slug: product.slug,
    title: product.title,
    description: product.description,
    category_path: product.categoryPath.map(({ slug, name }) => ({ slug, name })),
    images: product.images.map(({ url, alt }) => ({ url, alt })),
    options: product.options.map(({ name, values }) => ({ name, values })),
    variants: product.variants.map((variant) => ({
      sku: variant.sku,
      options: variant.optionValues.map(({ name, value }) => ({ name, value })),
      price: presentMoney(variant.price),
      available: variant.available,
      image: presentImage(variant.image),
    })),
    attributes: product.attributes.map(({ name, value }) => ({ name, value })),
  };
}

export function presentCategory(category: ProtoCategory): z.input<typeof Category> {
  const { slug, name, parentSlug, productCount } = category;
  return { slug, name, parent_slug: parentSlug || null, product_count: productCount };
}

/** @param currency In which the bands' prices are. */
export function presentFacets(facets: ProtoFacets, currency: string): z.input<typeof Facets> {
  return {
    total: facets.total,
    in_stock: facets.inStock,
    categories: facets.categories.map(presentCategory),
    price_bands: facets.priceBands.map(({ min, max, count }) => ({
      min: toPublicMoney(currency, min),
      max: max === undefined ? null : toPublicMoney(currency, max),
      count,
    })),
    attributes: facets.attributes.map(({ name, values }) => ({
      name,
      values: values.map(({ value, count }) => ({ value, count })),
    })),
  };
}

function presentImage(image: ProtoImage | undefined): z.input<typeof Image> | null {
  return image ? { url: image.url, alt: image.alt } : null;
}

function presentMoney(money: ProtoMoney | undefined): PublicMoney {
  if (!money) throw new TypeError("Cannot present a price: the service sent none");
  return toPublicMoney(money.currencyCode, money.minorUnits);
}

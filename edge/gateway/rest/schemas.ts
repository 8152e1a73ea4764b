import { z } from "@hono/zod-openapi";

/** The shapes of the REST API. Answers are parsed against them, so that nothing else gets out. */
export const Money = z.object({
  amount: z.string().openapi({ description: "Exact decimal amount", example: "12.99" }),
  currency: z.string().openapi({ description: "ISO 4217 code", example: "GBP" }),
}).openapi("Money");

export const Image = z.object({
  url: z.string().openapi({ description: "Address, relative to the site", example: "/images/catalogue/mug.svg" }),
  alt: z.string().openapi({ description: "What the picture shows" }),
}).openapi("Image");

export const Category = z.object({
  slug: z.string(),
  name: z.string(),
  parent_slug: z.string().nullable().openapi({ description: "The category above, null at the top" }),
  product_count: z.int().openapi({ description: "Products in it and below it" }),
}).openapi("Category");

export const ProductCard = z.object({
  slug: z.string().openapi({ example: "stoneware-mug" }),
  title: z.string(),
  image: Image.nullable(),
  price_from: Money,
  price_to: Money,
  in_stock: z.boolean().openapi({ description: "Whether any variant can be bought now" }),
  variant_count: z.int(),
}).openapi("ProductCard");

const NameValue = z.object({ name: z.string(), value: z.string() });

export const Variant = z.object({
  sku: z.string(),
  options: z.array(NameValue).openapi({ description: "Its value of each of the product's options" }),
  price: Money,
  available: z.int().openapi({ description: "Units that can be bought now" }),
  image: Image.nullable().openapi({ description: "Its own picture, null when the product's serve" }),
}).openapi("Variant");

export const Product = z.object({
  slug: z.string(),
  title: z.string(),
  description: z.string().openapi({ description: "Plain text; blank lines part paragraphs" }),
  category_path: z.array(z.object({ slug: z.string(), name: z.string() })).openapi({
    description: "From the top of the tree to the product's own category",
  }),
  images: z.array(Image),
  options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })).openapi({
    description: "What a shopper chooses between; empty when there is one variant",
  }),
  variants: z.array(Variant),
  attributes: z.array(NameValue).openapi({ description: "Facts such as the material" }),
}).openapi("Product");

export const Facets = z.object({
  total: z.int().openapi({ description: "Products on all pages" }),
  in_stock: z.int().openapi({ description: "Of these, how many can be bought now" }),
  categories: z.array(Category),
  price_bands: z.array(z.object({ min: Money, max: Money.nullable(), count: z.int() })).openapi({
    description: "By price, both ends included; the last band has no upper end",
  }),
  attributes: z.array(
    z.object({ name: z.string(), values: z.array(z.object({ value: z.string(), count: z.int() })) }),
  ),
}).openapi("Facets");

export const ProductPage = z.object({
  items: z.array(ProductCard),
  next_cursor: z.string().nullable().openapi({
    description: "Send it as `cursor` for the next page; null on the last",
  }),
  facets: Facets.optional().openapi({ description: "Present when asked for" }),
}).openapi("ProductPage");

export const CategoryList = z.object({
  items: z.array(Category).openapi({ description: "Parents before children, in display order" }),
}).openapi("CategoryList");

export const Health = z.object({
  status: z.enum(["ok", "degraded", "unavailable"]).openapi({
    description: "unavailable when an essential part is; degraded when any other part is",
  }),
  parts: z.array(z.object({
    name: z.string().openapi({ example: "order.postgres" }),
    status: z.enum(["ok", "unavailable"]),
    essential: z.boolean().openapi({ description: "Whether shopping needs it" }),
  })),
}).openapi("Health");

const Shortage = z.object({ sku: z.string(), requested: z.int(), available: z.int() });

export const Problem = z.object({
  type: z.string().openapi({ description: "Where the code is explained", example: "/api/v1/docs/errors/#not_found" }),
  title: z.string(),
  status: z.int(),
  code: z.string().openapi({ description: "Stable name to switch on", example: "NOT_FOUND" }),
  detail: z.string().openapi({ description: "What went wrong, for developers" }),
  request_id: z.string(),
  errors: z.array(z.object({ field: z.string(), description: z.string() })).optional().openapi({
    description: "The fields at fault, and what is allowed there",
  }),
  out_of_stock: z.array(Shortage).optional(),
  price_changed: z.object({ expected: Money, current: Money }).optional(),
}).openapi("Problem");

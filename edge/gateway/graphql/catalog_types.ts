import type { Money as ProtoMoney } from "../../../proto/gen/shopflow/common/v1/money_pb.ts";
import type {
  Attribute as ProtoAttribute,
  AttributeFacet as ProtoAttributeFacet,
  AttributeFacet_Value as ProtoFacetValue,
  Category as ProtoCategory,
  Facets as ProtoFacets,
  Image as ProtoImage,
  Option as ProtoOption,
  OptionValue as ProtoOptionValue,
  PriceBand as ProtoPriceBand,
  Product as ProtoProduct,
  ProductCard as ProtoCard,
  Variant as ProtoVariant,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { type PublicMoney, toPublicMoney } from "../public_money.ts";
import { builder } from "./builder.ts";

const present = (money: ProtoMoney | undefined): PublicMoney => {
  if (!money) throw new TypeError("Cannot present a price: the service sent none");
  return toPublicMoney(money.currencyCode, money.minorUnits);
};

const Money = builder.objectRef<PublicMoney>("Money").implement({
  description: "An exact amount of money",
  fields: (t) => ({
    amount: t.exposeString("amount", { description: 'Decimal, such as "12.99"' }),
    currency: t.exposeString("currency", { description: "ISO 4217 code" }),
  }),
});

const Image = builder.objectRef<ProtoImage>("Image").implement({
  description: "A picture",
  fields: (t) => ({
    url: t.exposeString("url", { description: "Address, relative to the site" }),
    alt: t.exposeString("alt", { description: "What it shows" }),
  }),
});

export const Category = builder.objectRef<ProtoCategory>("Category").implement({
  description: "A place in the category tree",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    name: t.exposeString("name"),
    parentSlug: t.string({
      nullable: true,
      description: "The category above, null at the top",
      resolve: ({ parentSlug }) => parentSlug || null,
    }),
    productCount: t.exposeInt("productCount", { description: "Products in it and below it" }),
  }),
});

export const ProductCard = builder.objectRef<ProtoCard>("ProductCard").implement({
  description: "A product as it appears in a list",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    title: t.exposeString("title"),
    image: t.field({ type: Image, nullable: true, resolve: ({ image }) => image }),
    priceFrom: t.field({ type: Money, resolve: ({ priceFrom }) => present(priceFrom) }),
    priceTo: t.field({ type: Money, resolve: ({ priceTo }) => present(priceTo) }),
    inStock: t.exposeBoolean("inStock", { description: "Whether any variant can be bought now" }),
    variantCount: t.exposeInt("variantCount"),
  }),
});

const OptionValue = builder.objectRef<ProtoOptionValue>("OptionValue").implement({
  description: "One value chosen of one option",
  fields: (t) => ({ name: t.exposeString("name"), value: t.exposeString("value") }),
});

const Attribute = builder.objectRef<ProtoAttribute>("Attribute").implement({
  description: "A fact about a product, such as its material",
  fields: (t) => ({ name: t.exposeString("name"), value: t.exposeString("value") }),
});

const Option = builder.objectRef<ProtoOption>("Option").implement({
  description: "Something a shopper chooses, such as the colour",
  fields: (t) => ({ name: t.exposeString("name"), values: t.exposeStringList("values") }),
});

const Variant = builder.objectRef<ProtoVariant>("Variant").implement({
  description: "What is sold: it has a SKU, a price and stock",
  fields: (t) => ({
    sku: t.exposeString("sku"),
    options: t.field({ type: [OptionValue], resolve: ({ optionValues }) => optionValues }),
    price: t.field({ type: Money, resolve: ({ price }) => present(price) }),
    available: t.exposeInt("available", { description: "Units that can be bought now" }),
    image: t.field({
      type: Image,
      nullable: true,
      description: "Its own picture, null when the product's serve",
      resolve: ({ image }) => image,
    }),
  }),
});

export const Product = builder.objectRef<ProtoProduct>("Product").implement({
  description: "A product with all that is needed to choose and buy",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    title: t.exposeString("title"),
    description: t.exposeString("description", { description: "Plain text; blank lines part paragraphs" }),
    categoryPath: t.field({ type: [Category], resolve: ({ categoryPath }) => categoryPath }),
    images: t.field({ type: [Image], resolve: ({ images }) => images }),
    options: t.field({ type: [Option], resolve: ({ options }) => options }),
    variants: t.field({ type: [Variant], resolve: ({ variants }) => variants }),
    attributes: t.field({ type: [Attribute], resolve: ({ attributes }) => attributes }),
  }),
});

const PriceBand = builder.objectRef<ProtoPriceBand>("PriceBand").implement({
  description: "The products between two prices, both included",
  fields: (t) => ({
    min: t.field({ type: Money, resolve: ({ min }, _, { currency }) => toPublicMoney(currency, min) }),
    max: t.field({
      type: Money,
      nullable: true,
      description: "Null for the last, which has no upper end",
      resolve: ({ max }, _, { currency }) => max === undefined ? null : toPublicMoney(currency, max),
    }),
    count: t.exposeInt("count"),
  }),
});

const FacetValue = builder.objectRef<ProtoFacetValue>("FacetValue").implement({
  description: "One value of an attribute and its products",
  fields: (t) => ({ value: t.exposeString("value"), count: t.exposeInt("count") }),
});

const AttributeFacet = builder.objectRef<ProtoAttributeFacet>("AttributeFacet").implement({
  description: "The values of one attribute or option, most frequent first",
  fields: (t) => ({
    name: t.exposeString("name"),
    values: t.field({ type: [FacetValue], resolve: ({ values }) => values }),
  }),
});

export const Facets = builder.objectRef<ProtoFacets>("Facets").implement({
  description: "How many products each further choice would leave",
  fields: (t) => ({
    total: t.exposeInt("total", { description: "Products on all pages" }),
    inStock: t.exposeInt("inStock", { description: "Of these, how many can be bought now" }),
    categories: t.field({ type: [Category], resolve: ({ categories }) => categories }),
    priceBands: t.field({ type: [PriceBand], resolve: ({ priceBands }) => priceBands }),
    attributes: t.field({ type: [AttributeFacet], resolve: ({ attributes }) => attributes }),
  }),
});

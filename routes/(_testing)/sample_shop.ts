import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ProductSchema } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { FakeShop } from "./fake_shop.ts";

const price = (pence: number) => ({ currencyCode: "GBP", minorUnits: BigInt(pence) });
const option = (name: string, value: string) => ({ name, value });

export const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;

const kitchen = { slug: "kitchen", name: "Kitchen", productCount: 3 };
const mugs = { slug: "mugs", name: "Mugs", parentSlug: "kitchen", productCount: 1 };

const MUG: MessageInitShape<typeof ProductSchema> = {
  slug: "mug",
  title: "Stoneware Mug",
  description: "Holds 350 ml.\n\nSafe in the dishwasher.",
  categoryPath: [kitchen, mugs],
  images: [{ url: "/images/mug-sage.svg", alt: "Mug" }, { url: "/images/mug-clay.svg", alt: "Mug" }],
  options: [{ name: "Colour", values: ["Sage", "Clay"] }, { name: "Size", values: ["Small", "Large"] }],
  variants: [
    {
      sku: "MUG-S-S",
      optionValues: [option("Colour", "Sage"), option("Size", "Small")],
      price: price(1400),
      available: 9,
    },
    {
      sku: "MUG-C-L",
      optionValues: [option("Colour", "Clay"), option("Size", "Large")],
      price: price(1800),
      available: 2,
    },
  ],
  attributes: [option("Material", "Stoneware")],
};
const BOWL: MessageInitShape<typeof ProductSchema> = {
  slug: "bowl",
  title: "Everyday Bowl",
  categoryPath: [kitchen],
  variants: [{ sku: "BOWL", price: price(1100), available: 0 }],
};
const EVIL: MessageInitShape<typeof ProductSchema> = {
  slug: "evil",
  title: HOSTILE,
  description: HOSTILE,
  categoryPath: [{ ...kitchen, name: HOSTILE }],
  images: [{ url: "/images/evil.svg", alt: HOSTILE }],
  options: [{ name: "Kind", values: [HOSTILE, "tame"] }],
  variants: [
    { sku: "EVIL-1", optionValues: [option("Kind", HOSTILE)], price: price(100), available: 1 },
    { sku: "EVIL-2", optionValues: [option("Kind", "tame")], price: price(100), available: 1 },
  ],
  attributes: [option(HOSTILE, HOSTILE)],
};

/** A shop with a mug of two options, a bowl that is sold out, and a product whose every text is hostile. */
export const sampleShop = (): FakeShop => new FakeShop([MUG, BOWL, EVIL], [kitchen, mugs]);

/** A checkout form as an honest visitor fills it in. */
export const CHECKOUT = {
  key: "9f2e7f0e-7d5c-4a53-9a43-1d2a4ce5b111",
  "contact.email": "ada@example.com",
  "contact.phone": "+44 20 7123 4567",
  "shipping_address.name": "Ada Lovelace",
  "shipping_address.line1": "12 St James's Square",
  "shipping_address.line2": "",
  "shipping_address.city": "London",
  "shipping_address.postal_code": "SW1Y 4JH",
  "shipping_address.country_code": "GB",
  shipping_method: "standard",
  "total.standard": "GBP 1795",
  "card.number": "4242 4242 4242 4242",
  "card.expiry": "04/30",
  "card.security_code": "987",
};

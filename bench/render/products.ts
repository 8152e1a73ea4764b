import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CategorySchema, ProductSchema } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";

/** The categories that every page names. */
export const CATEGORIES: MessageInitShape<typeof CategorySchema>[] = ["Kitchen", "Bath", "Garden", "Toys"].map((
  name,
) => ({
  slug: name.toLowerCase(),
  name,
  productCount: 5,
}));

const COLOURS = ["Sage", "Clay", "Oat", "Ink"];
const SIZES = ["Small", "Large"];

/** Five products of one category: the one that is shown, and four that go well with it. */
export const PRODUCTS: MessageInitShape<typeof ProductSchema>[] = ["Mug", "Bowl", "Plate", "Jug", "Beaker"].map(
  (name) => ({
    slug: `stoneware-${name.toLowerCase()}`,
    title: `Stoneware ${name}`,
    description: "Thrown in speckled stoneware and dipped by hand, so that the glaze differs a little from piece to " +
      "piece. It keeps its heat thanks to a thick foot.\n\nSafe in the dishwasher, the microwave and an oven up to 180 °C.",
    categoryPath: [{ slug: "kitchen", name: "Kitchen" }],
    images: COLOURS.map((colour) => ({ url: `/images/${name}-${colour}.svg`, alt: `Stoneware ${name}, ${colour}` })),
    options: [{ name: "Colour", values: COLOURS }, { name: "Size", values: SIZES }],
    variants: COLOURS.flatMap((colour) =>
      SIZES.map((size) => ({
        sku: `${name}-${colour}-${size}`,
        optionValues: [{ name: "Colour", value: colour }, { name: "Size", value: size }],
        price: { currencyCode: "GBP", minorUnits: 1400n },
        available: 12,
      }))
    ),
    attributes: [{ name: "Material", value: "Stoneware" }, { name: "Made in", value: "Portugal" }],
  }),
);

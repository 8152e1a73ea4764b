import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CartSchema } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";

const pounds = (minorUnits: bigint) => ({ currencyCode: "GBP", minorUnits });

/** What the measured call answers: a cart of three lines. */
export const CART: MessageInitShape<typeof CartSchema> = {
  lines: ["Sage", "Clay", "Ink"].map((colour) => ({
    sku: `MUG-${colour.toUpperCase()}`,
    productSlug: "stoneware-mug",
    title: "Stoneware mug",
    optionValues: [{ name: "Colour", value: colour }],
    image: { url: "/images/catalogue/mug.svg", alt: "Stoneware mug" },
    quantity: 2,
    available: 40,
    unitPrice: pounds(1299n),
    addedPrice: pounds(1299n),
    total: pounds(2598n),
  })),
  itemCount: 6,
  subtotal: pounds(7794n),
};

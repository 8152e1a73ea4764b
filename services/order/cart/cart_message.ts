import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CartLineSchema, CartSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { lineFields } from "../line_fields.ts";
import { money } from "../money.ts";
import type { OpenCart, OpenCartLine } from "./read_cart.ts";

/** A cart as the contract carries it. */
export function cartMessage({ currency, lines }: OpenCart): MessageInitShape<typeof CartSchema> {
  return {
    lines: lines.map((line) => lineMessage(currency, line)),
    itemCount: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotal: money(currency, lines.reduce((sum, line) => sum + lineTotal(line), 0n)),
  };
}

function lineMessage(currency: string, line: OpenCartLine): MessageInitShape<typeof CartLineSchema> {
  return {
    ...lineFields(line),
    available: line.available,
    unitPrice: money(currency, line.unitPrice),
    addedPrice: money(currency, line.addedPrice),
    total: money(currency, lineTotal(line)),
  };
}

function lineTotal(line: OpenCartLine): bigint {
  return line.unitPrice * BigInt(line.quantity);
}

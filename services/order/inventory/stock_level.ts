import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Fragment } from "postgres";
import type { StockLevelSchema } from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Query } from "../../kit/database.ts";

/** The units of a variant at a location. */
export interface StockLevelRow {
  sku: string;
  title: string;
  location: string;
  onHand: number;
  reserved: number;
  lowAt: number | null;
}

/** The columns of a StockLevelRow, of `stock`, `variants` and `products`. */
export const levelColumns = (query: Query): Fragment =>
  query`variants.sku, products.title, stock.location, stock.on_hand as "onHand", stock.reserved, stock.low_at as "lowAt"`;

/** A stock row as the contract carries it. */
export function stockLevel(row: StockLevelRow): MessageInitShape<typeof StockLevelSchema> {
  const { sku, title, location, onHand, reserved, lowAt } = row;
  const available = onHand - reserved;
  return {
    sku,
    title,
    location,
    onHand,
    reserved,
    available,
    ...(lowAt === null ? {} : { lowAt, isLow: available <= lowAt }),
  };
}

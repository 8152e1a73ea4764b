import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type Adjustment,
  type AdjustStockBulkRequest,
  type AdjustStockBulkResponseSchema,
  type AdjustStockRequest,
  type AdjustStockResponseSchema,
  InventoryService,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";
import { adjust } from "./adjust.ts";
import { keyedChange } from "./keyed_change.ts";
import { stockLevel } from "./stock_level.ts";
import type { StockChange } from "./stock_change.ts";
import { reasonName } from "./stock_reason.ts";

/** Makes one adjustment, once for each key. Fails with INVALID_ARGUMENT, naming the part of it at fault. */
export async function adjustStock(
  database: Database,
  request: AdjustStockRequest,
): Promise<MessageInitShape<typeof AdjustStockResponseSchema>> {
  return await keyedChange(database, InventoryService.method.adjustStock, request, async (tx) => {
    const [level] = await adjust(
      tx,
      [toChange(request.adjustment!)],
      request.actor,
      (_index, part) => `adjustment.${part}`,
    );
    return { level: stockLevel(level!) };
  });
}

/** Makes all adjustments or none, once for each key. Fails with INVALID_ARGUMENT, naming every part at fault. */
export async function adjustStockBulk(
  database: Database,
  request: AdjustStockBulkRequest,
): Promise<MessageInitShape<typeof AdjustStockBulkResponseSchema>> {
  return await keyedChange(database, InventoryService.method.adjustStockBulk, request, async (tx) => {
    const levels = await adjust(
      tx,
      request.items.map(toChange),
      request.actor,
      (index, part) => `items[${index}].${part}`,
    );
    return { levels: levels.map(stockLevel) };
  });
}

function toChange({ sku, location, reason, units, note }: Adjustment): StockChange {
  return { sku, location, reason: reasonName(reason), units, note };
}

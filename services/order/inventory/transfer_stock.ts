import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  InventoryService,
  type TransferStockRequest,
  type TransferStockResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { adjust } from "./adjust.ts";
import { keyedChange } from "./keyed_change.ts";
import { stockLevel } from "./stock_level.ts";

/** Moves units, once for each key. Fails with INVALID_ARGUMENT, naming the fields at fault. */
export async function transferStock(
  database: Database,
  request: TransferStockRequest,
): Promise<MessageInitShape<typeof TransferStockResponseSchema>> {
  const { sku, fromLocation, toLocation, units, note, actor } = request;
  if (fromLocation === toLocation) {
    throw invalidArgument(
      "Cannot transfer stock: it is there already",
      "to_location",
      "Must be another than from_location",
    );
  }
  const part = { sku, reason: "transferred", note } as const;
  const changes = [
    { ...part, location: fromLocation, units: -units },
    { ...part, location: toLocation, units },
  ];
  const names = ["from_location", "to_location"];
  return await keyedChange(database, InventoryService.method.transferStock, request, async (tx) => {
    const [from, to] = await adjust(tx, changes, actor, (index, part) => part === "location" ? names[index]! : part);
    return { from: stockLevel(from!), to: stockLevel(to!) };
  });
}

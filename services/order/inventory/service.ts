import { InventoryService } from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { adjustStock, adjustStockBulk } from "./adjust_stock.ts";
import { listMovements } from "./list_movements.ts";
import { listStock } from "./list_stock.ts";
import { listLocations, saveLocation } from "./locations.ts";
import { requestStockNotice } from "./request_stock_notice.ts";
import { setLowStockLevel } from "./set_low_stock_level.ts";
import { transferStock } from "./transfer_stock.ts";

/** How many units there are, where, and why, over the service's database. */
export function inventoryService(database: Database): Implementation {
  return implement(InventoryService, {
    listStock: (request) => listStock(database, request),
    listMovements: (request) => listMovements(database, request),
    adjustStock: (request) => adjustStock(database, request),
    adjustStockBulk: (request) => adjustStockBulk(database, request),
    transferStock: (request) => transferStock(database, request),
    setLowStockLevel: (request) => setLowStockLevel(database, request),
    listLocations: () => listLocations(database),
    saveLocation: (request) => saveLocation(database, request),
    requestStockNotice: (request) => requestStockNotice(database, request),
  });
}

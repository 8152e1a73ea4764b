import { OrderService } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import type { Log } from "../../kit/log.ts";
import { requestReturn } from "../returns/request_return.ts";
import { ofShopper } from "../shopper.ts";
import type { Cashier } from "./cancel_order.ts";
import { cancelOwnOrder } from "./cancel_own_order.ts";
import { getOrder } from "./get_order.ts";
import { OrderChanges } from "./order_changes.ts";
import { watchOrder } from "./watch_order.ts";

/** The order service on a database. */
export function orderService(database: Database, log: Log, cashier: Cashier): Implementation {
  const changes = new OrderChanges(database, log);
  return implement(OrderService, {
    getOrder: (request, call) => getOrder(database, ofShopper(request, call)),
    watchOrder: (request, call) => watchOrder(database, changes, ofShopper(request, call), call.signal),
    cancelOrder: (request, call) => cancelOwnOrder(database, cashier, ofShopper(request, call)),
    requestReturn: (request, call) => requestReturn(database, ofShopper(request, call)),
  });
}

import { CheckService } from "../../../proto/gen/shopflow/order/v1/check_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { runChecks } from "./run_checks.ts";

/** The check service on a database and the payment provider's books. */
export function checkService(database: Database, payments: PaymentProvider): Implementation {
  return implement(CheckService, {
    runChecks: ({ graceSeconds }, { signal }) => runChecks(database, payments, graceSeconds, signal),
  });
}

/** The order service: catalogue, carts, checkout and orders. */
import { z } from "zod";
import { runService } from "../kit/service.ts";
import { cartService } from "./cart/service.ts";
import { catalogService } from "./catalog/service.ts";
import { checkoutService } from "./checkout/service.ts";
import { testCards } from "./checkout/test_cards.ts";
import { runTestCarrier } from "./fulfilment/test_carrier.ts";
import { orderService } from "./orders/service.ts";

await runService({
  name: "order",
  migrations: new URL("./migrations/", import.meta.url),
  config: {
    // 0 turns the test carrier off: orders then wait for a real one.
    TEST_CARRIER_STEP_SECONDS: z.coerce.number().min(0).max(86_400).default(0),
  },
  parts: (database, log, { TEST_CARRIER_STEP_SECONDS: stepSeconds }) => ({
    implementations: [
      catalogService(database),
      cartService(database),
      checkoutService(database, testCards()),
      orderService(database, log),
    ],
    background: stepSeconds > 0 ? [(signal) => runTestCarrier({ database, log, stepSeconds, signal })] : [],
  }),
});

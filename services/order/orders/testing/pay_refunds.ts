import type { Database } from "../../../kit/database.ts";
import { testCheckout } from "../../testing/shopper.ts";
import { until } from "../../testing/until.ts";

/** Has the provider carry out every refund that was asked for. */
export async function payRefunds(database: Database): Promise<void> {
  const stop = new AbortController();
  const running = testCheckout(database).engine.run(stop.signal);
  await until(async () => (await database`select from refunds where status = 'pending'`).length === 0);
  stop.abort();
  await running;
}

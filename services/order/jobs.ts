import { pruneAudit } from "../kit/audit/prune_audit.ts";
import type { Database } from "../kit/database.ts";
import type { Log } from "../kit/log.ts";
import { tellOfLag } from "../kit/outbox/outbox_health.ts";
import { pruneOutbox } from "../kit/outbox/prune_outbox.ts";
import { prune } from "../kit/prune.ts";
import type { WorkflowEngine } from "../kit/workflow/engine.ts";
import { pruneCarts } from "./cart/prune_carts.ts";
import { runChecks } from "./check/run_checks.ts";
import { addUnitsSold } from "./consumers/add_units_sold.ts";
import { sweepReservations } from "./inventory/sweep_reservations.ts";
import { pruneEvents } from "./payments/prune_events.ts";
import type { PaymentProvider } from "./payments/provider.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const SWEEP_SECONDS = 15;
/** How far behind the catalogue's ranking may be. */
const COUNT_SECONDS = 60;
/** How long a key protects from being used twice. */
const KEY_DAYS = 30;
/** How long a cart that nobody changes is kept. */
const CART_DAYS = 90;

/** What the order service does by the clock, whichever replica comes first. */
export function scheduleJobs(engine: WorkflowEngine, database: Database, payments: PaymentProvider, log: Log): void {
  engine.every("reservations.sweep", SWEEP_SECONDS, () => sweepReservations(database));
  engine.every("units_sold.add", COUNT_SECONDS, () => addUnitsSold(database));
  engine.every("outbox.lag", MINUTE, () => tellOfLag(database, log));
  engine.every("outbox.prune", HOUR, (signal) => pruneOutbox(database, KEY_DAYS, signal));
  engine.every("keys.prune", HOUR, () => pruneKeys(database));
  engine.every("carts.prune", HOUR, (signal) => pruneCarts(database, CART_DAYS, signal));
  engine.every("payment_events.prune", HOUR, () => pruneEvents(database));
  engine.every("audit.prune", 24 * HOUR, (signal) => pruneAudit(database, signal));
  engine.every("invariants.check", 24 * HOUR, (signal) => tellOfBroken(database, payments, log, signal));
}

/**
 * Forgets keys that are older than `KEY_DAYS`: nobody sends a request again after so long.
 *
 * @returns how many
 */
export async function pruneKeys(database: Database): Promise<number> {
  let total = 0;
  for (const table of ["idempotency_keys", "keyed_requests", "cart_additions"]) {
    total += await prune((limit) =>
      database`
        delete from ${database(table)} where ctid = any (array(
          select ctid from ${
        database(table)
      } where created_at < now() - make_interval(days => ${KEY_DAYS}) limit ${limit}
          for update skip locked
        ))`
    );
  }
  return total;
}

/** A broken invariant is for somebody to look at now. */
async function tellOfBroken(
  database: Database,
  payments: PaymentProvider,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { results = [] } = await runChecks(database, payments, undefined, signal);
  for (const { name, title, problemCount, notChecked } of results) {
    if (problemCount) log.error("an invariant is broken", { name, title, problems: problemCount });
    if (notChecked) log.warn("an invariant could not be checked", { name, title, reason: notChecked });
  }
}

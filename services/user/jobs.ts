import type { Redis } from "@upstash/redis";
import { pruneAudit } from "../kit/audit/prune_audit.ts";
import type { Database } from "../kit/database.ts";
import type { Log } from "../kit/log.ts";
import { tellOfLag } from "../kit/outbox/outbox_health.ts";
import { pruneOutbox } from "../kit/outbox/prune_outbox.ts";
import { prune } from "../kit/prune.ts";
import type { WorkflowEngine } from "../kit/workflow/engine.ts";
import { pruneUnproved } from "./accounts/prune_unproved.ts";
import { rotateKeys } from "./keys/rotate_keys.ts";
import { pruneExports } from "./privacy/exports.ts";
import type { Secrets } from "./secrets.ts";
import { pruneRevocations } from "./sessions/prune_revocations.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How old a signing key is when another follows it. */
const KEY_DAYS = 30;
/** How long what was sent, and links that nobody used, are remembered. */
const KEPT_DAYS = 30;

/** What the user service does by the clock, whichever replica comes first. */
export function scheduleJobs(
  engine: WorkflowEngine,
  { database, redis, secrets, log }: { database: Database; redis: Redis; secrets: Secrets; log: Log },
): void {
  engine.every("signing_keys.rotate", HOUR, () => rotateKeys(database, secrets, KEY_DAYS));
  engine.every("revocations.prune", 10 * MINUTE, (signal) => pruneRevocations(database, redis, signal));
  engine.every("links.prune", HOUR, (signal) => pruneOld(database, "one_time_tokens", "expires_at", signal));
  engine.every("accounts.prune", DAY, (signal) => pruneUnproved(database, signal));
  engine.every("mails.prune", HOUR, (signal) => pruneOld(database, "mails", "sent_at", signal));
  engine.every("exports.prune", HOUR, (signal) => pruneExports(database, signal));
  engine.every("outbox.lag", MINUTE, () => tellOfLag(database, log));
  engine.every("outbox.prune", HOUR, (signal) => pruneOutbox(database, KEPT_DAYS, signal));
  engine.every("audit.prune", DAY, (signal) => pruneAudit(database, signal));
}

/** Removes what is longer ago than `KEPT_DAYS`. @returns how many rows */
export async function pruneOld(
  database: Database,
  table: "one_time_tokens" | "mails",
  column: "expires_at" | "sent_at",
  signal?: AbortSignal,
): Promise<number> {
  return await prune((limit) =>
    database`
      delete from ${database(table)} where ctid = any (array(
        select ctid from ${database(table)} where ${
      database(column)
    } < now() - make_interval(days => ${KEPT_DAYS}) limit ${limit}
      ))`, signal);
}

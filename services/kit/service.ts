import { z } from "zod";
import { auditCalls } from "./audit/audit_calls.ts";
import { common, port, readConfig, tlsPaths, url } from "./config.ts";
import { type Database, openDatabase } from "./database.ts";
import { delay } from "./delay.ts";
import { ErrorCode, fromUnknown } from "./errors.ts";
import type { Check } from "./grpc/health.ts";
import type { Implementation } from "./grpc/implementation.ts";
import type { CallRunner } from "./grpc/run_call.ts";
import { startServer } from "./grpc/server.ts";
import type { Log } from "./log.ts";
import { migrate } from "./migrate.ts";
import { runProcess, untilAborted } from "./process.ts";
import { readRenewedIdentity, type RenewedIdentity } from "./renewed_identity.ts";

/** What a service is made of, once it has a database and a log. */
export interface ServiceParts {
  implementations: Implementation[];
  /** Checks of what the service can do without for a while, by name. */
  lesserChecks?: Record<string, Check>;
  /** Checks access tokens. Without it nobody is signed in here. */
  tokens?: CallRunner["tokens"];
  /** Work besides calls. Each ends when the signal is aborted; one that ends before, or fails, stops the process. */
  background?: ((signal: AbortSignal) => Promise<void>)[];
  /** Called once all has ended. */
  close?: () => void;
}

/** A service of ours: a database with its migrations, and what is served from it. */
export interface ServiceOptions<S extends z.ZodRawShape> {
  /** The workload's name, as in its certificate. */
  name: string;
  /** Folders of `.sql` files, in the order in which they run. Those of the audit log among them, where staff may do anything. */
  migrations: URL[];
  /** Configuration besides what every service has. */
  config: S;
  parts(
    database: Database,
    log: Log,
    config: Config<S>,
    identity: RenewedIdentity,
  ): ServiceParts | Promise<ServiceParts>;
}

const settings = {
  ...common,
  ...tlsPaths,
  HOST: z.string().default("127.0.0.1"),
  PORT: port(),
  DATABASE_URL: url(["postgres", "postgresql"]),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
};

/** How long calls in flight get to finish after the process is told to stop. */
const STOP_GRACE_MS = 10_000;

type Config<S extends z.ZodRawShape> = z.output<z.ZodObject<typeof settings>> & z.output<z.ZodObject<S>>;

/** Runs a service until the process is told to stop; then finishes what is in flight and exits. */
export async function runService<S extends z.ZodRawShape>(options: ServiceOptions<S>): Promise<never> {
  const read = () => readConfig({ ...settings, ...options.config }) as unknown as Config<S>;
  return await runProcess(options.name, read, async (config, log, stopping) => {
    const database = openDatabase(config.DATABASE_URL, {
      name: options.name,
      connections: config.DATABASE_CONNECTIONS,
    });
    await migrateWhenReady(database, options.migrations, log, stopping);
    const identity = await readRenewedIdentity(config, log);
    const { implementations, lesserChecks, tokens, background = [], close } = await options.parts(
      database,
      log,
      config,
      identity,
    );
    const server = await startServer({
      host: config.HOST,
      port: config.PORT,
      identity,
      implementations,
      checks: { postgres: () => database`select 1` },
      lesserChecks,
      tokens,
      audit: auditCalls(database, log),
      log,
    });
    log.info("serving", { port: server.port });
    const ended = new AbortController();
    const work = [identity.run, ...background].map((run) => run(AbortSignal.any([stopping, ended.signal])));
    await Promise.race([untilAborted(stopping), ...work]);
    log.info("stopping");
    ended.abort();
    await server.stop(STOP_GRACE_MS);
    await Promise.all(work);
    close?.();
    await database.end({ timeout: 5 });
  });
}

const DATABASE_RETRY_MS = 250;
const DATABASE_PATIENCE_MS = 60_000;

/** A database that is still starting is waited for; any other failure ends the start. */
async function migrateWhenReady(database: Database, directories: URL[], log: Log, signal: AbortSignal): Promise<void> {
  const until = Date.now() + DATABASE_PATIENCE_MS;
  for (let told = false;; told = true) {
    try {
      for (const name of await migrate(database, ...directories)) log.info("migrated", { name });
      return;
    } catch (error) {
      const away = fromUnknown(error).code === ErrorCode.UNAVAILABLE;
      if (!away || signal.aborted || Date.now() > until) throw error;
      if (!told) log.warn("waiting for the database", { error });
      await delay(DATABASE_RETRY_MS, signal);
    }
  }
}

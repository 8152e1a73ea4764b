import { type common, ConfigError } from "./config.ts";
import { createLog, type Log } from "./log.ts";
import { exitWithSupervisor } from "./supervised.ts";
import type { z } from "zod";

/** Configuration that every process has. */
export type CommonConfig = z.output<z.ZodObject<typeof common>>;

/**
 * Runs one of our processes to its end: reads its configuration, listens for the wish to stop (SIGTERM, SIGINT, the supervisor's
 * end), and exits with 0 once `run` has finished, or with 1 when it cannot start or go on.
 *
 * @param run Ends soon after `stopping` is aborted
 */
export async function runProcess<C extends CommonConfig>(
  name: string,
  read: () => C,
  run: (config: C, log: Log, stopping: AbortSignal) => Promise<void>,
): Promise<never> {
  const config = readOrExit(read);
  const log = createLog({ process: name, format: config.LOG_FORMAT, level: config.LOG_LEVEL });
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, () => stop.abort());
  exitWithSupervisor(() => stop.abort());
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("promise rejected and nobody waited for it", { error: event.reason });
  });
  try {
    await run(config, log, stop.signal);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) exitWith("Cannot start: HOST and PORT name an address that is in use");
    log.error("cannot go on", { error });
    Deno.exit(1); // whoever started the process starts it again
  }
  Deno.exit(0);
}

/** Resolves when the process is to stop. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function readOrExit<C>(read: () => C): C {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) exitWith(error.message);
    throw error;
  }
}

/** What whoever starts the process can put right is told in plain words. */
function exitWith(message: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  Deno.exit(1);
}

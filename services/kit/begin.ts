import type { Database, Query } from "./database.ts";

/**
 * The driver's `begin()`, made safe against a connection that is lost within the transaction.
 *
 * After a loss the driver (postgres 3.4.9) still sends what the transaction goes on to send, its own rollback at the least:
 * into a socket that is no more, which ends the process (porsager/postgres#1208), or over the connection that took the place
 * of the lost one, in the midst of another transaction (#1216). So nothing may be sent any more: statements fail here, and
 * `work` never returns to the driver, which has rejected by itself. May go when the driver does this; `begin_test.ts` shows.
 */
export async function begin<T>(database: Database, work: (tx: Query) => Promise<T>): Promise<T> {
  let lost: unknown;
  const result = database.begin(async (tx) => {
    const guarded = new Proxy(tx, {
      apply: (send, self, statement) =>
        lost === undefined ? Reflect.apply(send, self, statement) : Promise.reject(lost),
    });
    try {
      const value = await work(guarded);
      if (lost === undefined) return value;
    } catch (error) {
      if (lost === undefined && !isLoss(error)) throw error;
    }
    return await new Promise<never>(() => {});
  });
  result.catch((error) => lost = error);
  return await result as T;
}

/** What the driver calls a connection that ended under a statement. */
const LOSSES = new Set(["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

function isLoss(error: unknown): boolean {
  return error instanceof Error && "code" in error && LOSSES.has(String(error.code));
}

import postgres from "postgres";
import { ARRAY_TYPES } from "./array_types.ts";
import { delay } from "./delay.ts";

/** Columns of type bigint are read as bigint. */
type Types = { bigint: bigint };

/** A pool of connections to the service's database. */
export type Database = postgres.Sql<Types>;

/** One transaction, or the pool: whatever can run a statement. */
export type Query = postgres.ISql<Types>;

/** How a pool is opened. */
export interface DatabaseOptions {
  /** Tells whose connections they are, in the server's own tables. */
  name: string;
  /** At most so many; 10 unless given. */
  connections?: number;
  /** Hears of every statement, the driver's own among them. */
  onStatement?: (statement: string) => unknown;
}

/** Opens a pool. Connections are made when first needed, so this does not fail when the server is away. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const { onStatement } = options;
  return postgres(url, {
    max: options.connections ?? 10,
    connect_timeout: 5,
    idle_timeout: 60,
    // Seconds between a connection's attempts. Not longer: a call waits for one of them each time it is made, and is to be told
    // that the server is away before its deadline. Not shorter: each is a line in the log of a server that starts or is full.
    backoff: () => 0.25,
    // A server that was replaced behind its address is noticed at the latest after this time.
    max_lifetime: 30 * 60,
    types: { bigint: postgres.BigInt, ...ARRAY_TYPES },
    fetch_types: false,
    ...(onStatement && { debug: (_connection: number, statement: string) => onStatement(statement) }),
    connection: {
      application_name: options.name,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 15_000,
      // Each statement here has one right plan. Left alone, PostgreSQL plans a search anew each time, for longer than it runs.
      plan_cache_mode: "force_generic_plan",
      // And the plan stays: made while a young shop's tables are empty, it would read them from end to end ever after, ten
      // thousand carts for one. Every statement here has an index.
      enable_seqscan: "off",
    },
    onnotice: () => {},
  });
}

const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 10;
/** serialization_failure and deadlock_detected: PostgreSQL undid everything and asks for another try. */
const RETRYABLE = new Set(["40001", "40P01"]);

/**
 * Runs `work` in one transaction; when PostgreSQL gives way to another one, all of it again, a bounded number of times.
 *
 * `work` must have no effect outside the transaction, and no network call inside: its locks are held meanwhile.
 */
export async function transaction<T>(database: Database, work: (tx: Query) => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await database.begin(work) as T;
    } catch (error) {
      const mayRetry = error instanceof postgres.PostgresError && RETRYABLE.has(error.code);
      if (attempt === MAX_ATTEMPTS || !mayRetry) throw error;
      await delay(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

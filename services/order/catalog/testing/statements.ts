import postgres from "postgres";
import type { Database } from "../../../kit/database.ts";

/** A second pool to a test's database that notes the statements it runs. */
export function watchStatements(url: string): { database: Database; statements: string[] } & AsyncDisposable {
  const statements: string[] = [];
  const database = postgres(url, {
    max: 4,
    types: { bigint: postgres.BigInt },
    debug: (_connection, statement) => {
      if (!statement.includes("pg_catalog")) statements.push(statement); // the driver's own, once a connection
    },
  });
  return { database, statements, [Symbol.asyncDispose]: () => database.end() };
}

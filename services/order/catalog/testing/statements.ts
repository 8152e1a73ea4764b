import { type Database, openDatabase } from "../../../kit/database.ts";

/** A second pool to a test's database that notes the statements it runs. */
export function watchStatements(url: string): { database: Database; statements: string[] } & AsyncDisposable {
  const statements: string[] = [];
  const onStatement = (statement: string) => {
    if (!statement.includes("pg_catalog")) statements.push(statement); // the driver's own, once a connection
  };
  const database = openDatabase(url, { name: "watched", connections: 4, onStatement });
  return { database, statements, [Symbol.asyncDispose]: () => database.end() };
}

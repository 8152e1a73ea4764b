import { testDatabase } from "../../../../dev/testing/database.ts";
import { type Database, openDatabase } from "../../database.ts";
import { migrate } from "../../migrate.ts";

/** Runs a test on a database of its own that has nothing but an audit log. */
export async function withAuditDatabase(run: (database: Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit", async (url) => {
    const database = openDatabase(url, { name: "audit-test" });
    await migrate(database, new URL("../migrations/", import.meta.url));
    await database.end();
  });
  const database = openDatabase(test.url, { name: "audit-test" });
  try {
    await run(database);
  } finally {
    await database.end();
  }
}

import { testDatabase } from "../../../dev/testing/database.ts";
import { type Database, openDatabase } from "../../kit/database.ts";
import { migrate } from "../../kit/migrate.ts";
import { MIGRATIONS } from "../migrations.ts";

/** Runs a test on a database of its own that has the user service's schema. */
export async function withUserDatabase(run: (database: Database, url: string) => Promise<void>): Promise<void> {
  await using test = await testDatabase("user", async (url) => {
    const database = openDatabase(url, { name: "user-test" });
    await migrate(database, ...MIGRATIONS);
    await database.end();
  });
  const database = openDatabase(test.url, { name: "user-test" });
  try {
    await run(database, test.url);
  } finally {
    await database.end();
  }
}

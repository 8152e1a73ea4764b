import assert from "node:assert/strict";
import type { Query } from "../database.ts";
import { pruneAudit } from "./prune_audit.ts";
import { withAuditDatabase } from "./testing/audit_database.ts";
import { writeAudit } from "./write_audit.ts";

/** An entry of so many days ago. */
async function write(query: Query, days: number): Promise<void> {
  await query`
    insert into audit (at, workload, action, subject, outcome)
    values (now() - make_interval(days => ${days}), 'edge', 'sign_in.done', '', 'done')`;
}

Deno.test("the audit log takes entries, and lets not even the service that owns it change them", () =>
  withAuditDatabase(async (database) => {
    await writeAudit(database, { workload: "edge", action: "sign_in.done" });
    await write(database, 399);
    const [role] = await database<{ isOwner: boolean }[]>`
      select tableowner = current_user as "isOwner" from pg_tables where tablename = 'audit'`;
    assert.equal(role!.isOwner, true);
    for (
      const change of [
        database`update audit set outcome = 'done'`,
        database`update audit set details = '{}' where id = 1`,
        database`delete from audit`,
        database`truncate audit`,
      ]
    ) {
      await assert.rejects(change, { code: "SFAUD" });
    }
    assert.equal((await database`select from audit`).length, 2);
  }));

Deno.test("pruneAudit() removes what is older than 400 days, and no more", () =>
  withAuditDatabase(async (database) => {
    for (const days of [500, 401, 399, 0]) await write(database, days);
    assert.equal(await pruneAudit(database), 2);
    assert.equal(await pruneAudit(database), 0);
    assert.equal((await database`select from audit`).length, 2);
    await write(database, 500);
    await assert.rejects(database`update audit set outcome = 'x' where at < now() - interval '400 days'`, {
      code: "SFAUD",
    });
  }));

import assert from "node:assert/strict";
import { writeCursor } from "../cursor.ts";
import { ErrorCode } from "../errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { type AuditFilter, readAudit } from "./read_audit.ts";
import { withAuditDatabase } from "./testing/audit_database.ts";
import { writeAudit } from "./write_audit.ts";

const [ADA, BOB] = [crypto.randomUUID(), crypto.randomUUID()];

Deno.test("readAudit() finds entries by who, to whom and what, newest first", () =>
  withAuditDatabase(async (database) => {
    await writeAudit(database, { workload: "edge", action: "sign_in.done", actorId: ADA, subject: ADA });
    await writeAudit(database, {
      workload: "edge",
      action: "sign_in.refused",
      subject: BOB,
      outcome: "SIGN_IN_REFUSED",
    });
    await writeAudit(database, { workload: "edge", action: "roles.set", actorId: ADA, subject: BOB });
    await writeAudit(database, { workload: "edge", action: "a.UserService/SetRoles", actorId: ADA, subject: BOB });
    const found = async (filter: AuditFilter) =>
      (await readAudit(database, filter, { size: 10, cursor: "" })).entries.map(({ id }) => Number(id));
    assert.deepEqual(await found({}), [4, 3, 2, 1]);
    assert.deepEqual(await found({ actorId: ADA }), [4, 3, 1]);
    assert.deepEqual(await found({ subject: BOB }), [4, 3, 2]);
    assert.deepEqual(await found({ actionPrefix: "sign_in." }), [2, 1]);
    assert.deepEqual(await found({ actionPrefix: "sign%in" }), []);
    assert.deepEqual(await found({ actorId: ADA, subject: BOB, actionPrefix: "roles" }), [3]);
    assert.deepEqual(await found({ subject: BOB, eventsOnly: true }), [3, 2]);
    assert.deepEqual(await found({ actorId: BOB }), []);
  }));

Deno.test("readAudit() pages through all entries once, while others are written", () =>
  withAuditDatabase(async (database) => {
    const write = () => writeAudit(database, { workload: "edge", action: "sign_in.done", subject: ADA });
    for (let n = 0; n < 5; n++) await write();
    const seen: number[] = [];
    for (let cursor = "";;) {
      const page = await readAudit(database, { subject: ADA }, { size: 2, cursor });
      seen.push(...page.entries.map(({ id }) => Number(id)));
      if (page.nextCursor === "") break;
      cursor = page.nextCursor;
      await write();
    }
    assert.deepEqual(seen, [5, 4, 3, 2, 1]);
  }));

Deno.test("readAudit() refuses a cursor that is not its own", () =>
  withAuditDatabase(async (database) => {
    for (const cursor of ["x", writeCursor(["-1"]), writeCursor(["1", "2"]), writeCursor(["9".repeat(19)])]) {
      await assert.rejects(
        readAudit(database, {}, { size: 2, cursor }),
        failsWith(ErrorCode.INVALID_ARGUMENT, "cursor"),
      );
    }
  }));

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { ListUsersRequestSchema, ListUsersResponseSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { writeCursor } from "../../kit/cursor.ts";
import { type Database, openDatabase } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { addUser } from "../testing/add_user.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import { listUsers } from "./list_users.ts";

async function list(database: Database, pageSize: number, cursor = "", emailPrefix = "") {
  const request = create(ListUsersRequestSchema, { pageSize, cursor, emailPrefix });
  const { users, nextCursor } = create(ListUsersResponseSchema, await listUsers(database, request));
  return { emails: users.map(({ email }) => email), nextCursor };
}

Deno.test("listUsers() pages through all accounts once, newest first, while others are made", () =>
  withUserDatabase(async (database) => {
    // Three made at the same instant, which only their ids part
    await database`
      insert into users (email, display_name) select 'same' || n || '@example.com', 'Same' from generate_series(1, 3) n`;
    for (let n = 1; n <= 4; n++) await addUser(database, { email: `user${n}@example.com` });
    const seen: string[] = [];
    let page = await list(database, 2);
    for (let n = 0;; n++) {
      seen.push(...page.emails);
      if (page.nextCursor === "") break;
      await addUser(database, { email: `late${n}@example.com` });
      page = await list(database, 2, page.nextCursor);
    }
    assert.deepEqual(seen.slice(0, 4), [4, 3, 2, 1].map((n) => `user${n}@example.com`));
    assert.deepEqual(seen.slice(4).sort(), [1, 2, 3].map((n) => `same${n}@example.com`));
  }));

Deno.test("listUsers() gives twenty when no size is asked for, and no cursor on the last page", () =>
  withUserDatabase(async (database) => {
    await database`
      insert into users (email, display_name) select n || '@example.com', 'N' from generate_series(1, 21) n`;
    const first = await list(database, 0);
    assert.equal(first.emails.length, 20);
    const second = await list(database, 0, first.nextCursor);
    assert.equal(second.emails.length, 1);
    assert.equal(second.nextCursor, "");
  }));

Deno.test("listUsers() refuses a cursor that is not its own", () =>
  withUserDatabase(async (database) => {
    for (
      const cursor of [
        "x",
        "%%%",
        writeCursor(["2026-01-01"]),
        writeCursor(["1", "----"]),
        writeCursor(["99999999999999999", crypto.randomUUID()]),
      ]
    ) {
      await assert.rejects(list(database, 2, cursor), failsWith(ErrorCode.INVALID_ARGUMENT, "cursor"));
    }
  }));

Deno.test("listUsers() finds accounts by how their address begins, in whatever case, and takes no pattern", () =>
  withUserDatabase(async (database) => {
    for (const email of ["a_b@x.com", "AXB@x.com", "a%@x.com", "a\\@x.com", "b@x.com", "åsa@x.com"]) {
      await addUser(database, { email });
    }
    const found = async (prefix: string) => (await list(database, 10, "", prefix)).emails;
    assert.deepEqual(await found("A"), ["a\\@x.com", "a%@x.com", "AXB@x.com", "a_b@x.com"]);
    assert.deepEqual(await found("a_"), ["a_b@x.com"]);
    assert.deepEqual(await found("a%"), ["a%@x.com"]);
    assert.deepEqual(await found("a\\"), ["a\\@x.com"]);
    assert.deepEqual(await found("axb@x.com"), ["AXB@x.com"]);
    assert.deepEqual(await found("Å"), ["åsa@x.com"]);
    assert.deepEqual(await found("c"), []);
    const first = await list(database, 3, "", "a");
    assert.deepEqual((await list(database, 3, first.nextCursor, "a")).emails, ["a_b@x.com"]);
  }));

Deno.test("listUsers() finds addresses by an index", () =>
  withUserDatabase(async (database, url) => {
    const statements: string[] = [];
    const watched = openDatabase(url, { name: "user-test", onStatement: (each) => statements.push(each) });
    await list(watched, 10, "", "ada");
    await watched.end();
    const statement = statements.find((each) => each.includes("found"))!;
    const plan = await database.unsafe(`explain (generic_plan) ${statement}`);
    assert.match(JSON.stringify(plan), /users_by_email_prefix/);
  }));

Deno.test("listUsers() leaves out accounts that were erased", () =>
  withUserDatabase(async (database) => {
    const { id } = await addUser(database);
    await database`update users set erased_at = now() where id = ${id}`;
    assert.deepEqual((await list(database, 10)).emails, []);
  }));

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { testDatabase } from "../../dev/testing/database.ts";
import {
  CreateUserRequestSchema,
  CreateUserResponseSchema,
  GetUserRequestSchema,
  GetUserResponseSchema,
  ListUsersRequestSchema,
  ListUsersResponseSchema,
  type User,
} from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import { type Database, openDatabase } from "../kit/database.ts";
import { writeCursor } from "../kit/cursor.ts";
import { ErrorCode, ShopError } from "../kit/errors.ts";
import { migrate } from "../kit/migrate.ts";
import { createUser } from "./create_user.ts";
import { getUser } from "./get_user.ts";
import { listUsers } from "./list_users.ts";

async function withUsers(run: (database: Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("user", async (url) => {
    const database = openDatabase(url, { name: "user-test" });
    await migrate(database, new URL("./migrations/", import.meta.url));
    await database.end();
  });
  const database = openDatabase(test.url, { name: "user-test" });
  try {
    await run(database);
  } finally {
    await database.end();
  }
}

async function make(database: Database, email: string, displayName = "Ada"): Promise<User> {
  const response = await createUser(database, create(CreateUserRequestSchema, { email, displayName }));
  return create(CreateUserResponseSchema, response).user!;
}

async function list(database: Database, pageSize: number, cursor = "") {
  const request = create(ListUsersRequestSchema, { pageSize, cursor });
  const { users, nextCursor } = create(ListUsersResponseSchema, await listUsers(database, request));
  return { emails: users.map(({ email }) => email), nextCursor };
}

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}

Deno.test("createUser() makes an account that getUser() reads", () =>
  withUsers(async (database) => {
    const user = await make(database, "Ada@Example.com", " Ada ");
    const response = await getUser(database, create(GetUserRequestSchema, { id: user.id }));
    assert.deepEqual(create(GetUserResponseSchema, response).user, user);
    assert.equal(user.email, "Ada@Example.com");
    assert.equal(user.displayName, "Ada");
    assert.ok(Math.abs(Number(user.createdAt!.seconds) - Date.now() / 1000) < 60);
  }));

Deno.test("createUser() makes one account an address, without regard to case, also when two come at once", () =>
  withUsers(async (database) => {
    const results = await Promise.allSettled(
      ["ada@example.com", "ADA@example.com"].map((mail) => make(database, mail)),
    );
    const failed = results.filter((result) => result.status === "rejected");
    assert.equal(failed.length, 1);
    assert.ok(failsWith(ErrorCode.ALREADY_EXISTS)(failed[0]!.reason));
  }));

Deno.test("createUser() refuses a name that cannot be shown", () =>
  withUsers(async (database) => {
    for (const name of [" ", "a\0b", "a\nb"]) {
      await assert.rejects(make(database, "ada@example.com", name), failsWith(ErrorCode.INVALID_ARGUMENT));
    }
  }));

Deno.test("getUser() fails for an account that does not exist", () =>
  withUsers(async (database) => {
    const request = create(GetUserRequestSchema, { id: crypto.randomUUID() });
    await assert.rejects(getUser(database, request), failsWith(ErrorCode.NOT_FOUND));
  }));

Deno.test("listUsers() pages through all accounts once, newest first, while others are made", () =>
  withUsers(async (database) => {
    // Three made at the same instant, which only their ids part
    await database`insert into users (email, display_name) select 'same' || n || '@example.com', 'Same' from generate_series(1, 3) n`;
    for (let n = 1; n <= 4; n++) await make(database, `user${n}@example.com`);
    const seen: string[] = [];
    let page = await list(database, 2);
    for (let n = 0;; n++) {
      seen.push(...page.emails);
      if (page.nextCursor === "") break;
      await make(database, `late${n}@example.com`);
      page = await list(database, 2, page.nextCursor);
    }
    assert.deepEqual(seen.slice(0, 4), [4, 3, 2, 1].map((n) => `user${n}@example.com`));
    assert.deepEqual(seen.slice(4).sort(), [1, 2, 3].map((n) => `same${n}@example.com`));
  }));

Deno.test("listUsers() gives twenty when no size is asked for, and no cursor on the last page", () =>
  withUsers(async (database) => {
    await database`insert into users (email, display_name) select n || '@example.com', 'N' from generate_series(1, 21) n`;
    const first = await list(database, 0);
    assert.equal(first.emails.length, 20);
    const second = await list(database, 0, first.nextCursor);
    assert.equal(second.emails.length, 1);
    assert.equal(second.nextCursor, "");
  }));

Deno.test("listUsers() refuses a cursor that is not its own", () =>
  withUsers(async (database) => {
    for (
      const cursor of [
        "x",
        "%%%",
        writeCursor(["2026-01-01"]),
        writeCursor(["1", "----"]),
        writeCursor(["99999999999999999", crypto.randomUUID()]),
      ]
    ) {
      await assert.rejects(list(database, 2, cursor), failsWith(ErrorCode.INVALID_ARGUMENT));
    }
  }));

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  CreateUserRequestSchema,
  CreateUserResponseSchema,
  DisableUserRequestSchema,
  EnableUserRequestSchema,
  GetUserRequestSchema,
  GetUserResponseSchema,
  Role,
  SetRolesRequestSchema,
} from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { tokenOf, useToken } from "../one_time_tokens.ts";
import { Secrets } from "../secrets.ts";
import { addUser, callOf, queuedMails } from "../testing/add_user.ts";
import { sessionEnds } from "../testing/session_ends.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import type { UserRow } from "../user_row.ts";
import { staffHandlers } from "./handlers.ts";

const secrets = new Secrets(new Uint8Array(32));
const OPERATOR = { caller: "operator", principal: undefined, signal: new AbortController().signal };

/** The handlers, with an administrator who calls them. */
async function staffOf(database: Database) {
  const sessions = sessionEnds();
  const handlers = staffHandlers({ database, secrets, sessions });
  const boss = await addUser(database, { roles: ["admin"] });
  const as = (user: UserRow) => callOf(user);
  return {
    handlers,
    sessions,
    boss,
    make: async (email: string, displayName = "Ada") => {
      const response = await handlers.createUser(create(CreateUserRequestSchema, { email, displayName }), as(boss));
      return create(CreateUserResponseSchema, response).user!;
    },
    read: async (id: string) =>
      create(GetUserResponseSchema, await handlers.getUser(create(GetUserRequestSchema, { id }), as(boss))).user!,
    setRoles: (id: string, roles: Role[], by = boss) =>
      handlers.setRoles(create(SetRolesRequestSchema, { id, roles }), as(by)),
    disable: (id: string, by = boss) =>
      handlers.disableUser(create(DisableUserRequestSchema, { id, reason: "Left" }), as(by)),
    enable: (id: string) => handlers.enableUser(create(EnableUserRequestSchema, { id, reason: "Came back" }), as(boss)),
  };
}

async function auditOf(database: Database, subject: string) {
  const rows = await database<{ actor: string | null; workload: string; action: string; details: unknown }[]>`
    select actor_id as actor, workload, action, details from audit where subject = ${subject} order by id`;
  return rows.map(({ actor, workload, action, details }) => ({ actor, workload, action, details }));
}

async function generationOf(database: Database, id: string): Promise<number> {
  return (await database<{ generation: number }[]>`select generation from users where id = ${id}`)[0]!.generation;
}

Deno.test("createUser() makes an account without a password, and mails a link to choose one", () =>
  withUserDatabase(async (database) => {
    const { make, read, boss } = await staffOf(database);
    const user = await make("Ada@Example.com", " Ada ");
    assert.deepEqual(await read(user.id), user);
    assert.deepEqual([user.email, user.displayName, user.emailVerified], ["Ada@Example.com", "Ada", false]);
    assert.ok(Math.abs(Number(user.createdAt!.seconds) - Date.now() / 1000) < 60);
    assert.deepEqual(await queuedMails(database, user.id), [{ kind: "choose_password", to: "Ada@Example.com" }]);
    const [mail] = await database<{ tokenId: string }[]>`
      select payload->>'tokenId' as "tokenId" from outbox_events where subject = ${`user:${user.id}`}`;
    const used = await useToken(database, "reset_password", tokenOf(secrets, mail!.tokenId));
    assert.equal(used.userId, user.id);
    assert.deepEqual(await auditOf(database, user.id), [
      { actor: boss.id, workload: "edge", action: "user.registered", details: {} },
    ]);
  }));

Deno.test("createUser() makes one account an address, without regard to case, also when two come at once", () =>
  withUserDatabase(async (database) => {
    const { make } = await staffOf(database);
    const results = await Promise.allSettled(["ada@example.com", "ADA@example.com"].map((email) => make(email)));
    const failed = results.filter((result) => result.status === "rejected");
    assert.equal(failed.length, 1);
    failsWith(ErrorCode.ALREADY_EXISTS)(failed[0]!.reason);
  }));

Deno.test("createUser() refuses a name that cannot be shown", () =>
  withUserDatabase(async (database) => {
    const { make } = await staffOf(database);
    for (const name of [" ", "a\0b", "a\nb"]) {
      await assert.rejects(make("ada@example.com", name), failsWith(ErrorCode.INVALID_ARGUMENT, "display_name"));
    }
  }));

Deno.test("getUser() tells of roles and second factors, and of no account that was erased or never was", () =>
  withUserDatabase(async (database) => {
    const { read } = await staffOf(database);
    const { id } = await addUser(database, { roles: ["support", "operator"] });
    assert.deepEqual((await read(id)).roles, [Role.SUPPORT, Role.OPERATOR]);
    await database`insert into totps (user_id, secret) values (${id}, '')`;
    assert.equal((await read(id)).secondFactor, false, "it is not confirmed");
    await database`update totps set confirmed_at = now()`;
    assert.equal((await read(id)).secondFactor, true);
    await database`delete from totps`;
    await database`
      insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
      values (${id}, 'c', '', 0, '{}', false, 'Key')`;
    assert.equal((await read(id)).secondFactor, true);
    await database`update users set erased_at = now() where id = ${id}`;
    for (const gone of [id, crypto.randomUUID()]) await assert.rejects(read(gone), failsWith(ErrorCode.NOT_FOUND));
  }));

Deno.test("setRoles() gives these roles and no others, ends the account's sessions and tells its owner", () =>
  withUserDatabase(async (database) => {
    const { setRoles, sessions, boss, read } = await staffOf(database);
    const ada = await addUser(database, { roles: ["support"] });
    await setRoles(ada.id, [Role.OPERATOR, Role.MERCHANDISER]);
    assert.deepEqual((await read(ada.id)).roles, [Role.MERCHANDISER, Role.OPERATOR]);
    assert.equal(await generationOf(database, ada.id), 2);
    assert.deepEqual(sessions.forgotten, [ada.id]);
    assert.deepEqual(await queuedMails(database, ada.id), [{ kind: "roles_changed", to: ada.email }]);
    assert.deepEqual(await auditOf(database, ada.id), [
      { actor: boss.id, workload: "edge", action: "roles.set", details: { roles: ["merchandiser", "operator"] } },
    ]);
    await setRoles(ada.id, [Role.MERCHANDISER, Role.OPERATOR]);
    assert.equal(await generationOf(database, ada.id), 2, "nothing changed");
    assert.equal((await auditOf(database, ada.id)).length, 1);
  }));

Deno.test("disableUser() ends the account's sessions, tells its owner and says why; enableUser() lets it in again", () =>
  withUserDatabase(async (database) => {
    const { disable, enable, read, sessions, boss } = await staffOf(database);
    const ada = await addUser(database);
    for (let n = 0; n < 2; n++) await disable(ada.id);
    assert.equal((await read(ada.id)).disabled, true);
    assert.equal(await generationOf(database, ada.id), 2);
    assert.deepEqual(sessions.forgotten, [ada.id]);
    assert.deepEqual((await queuedMails(database, ada.id)).length, 1);
    for (let n = 0; n < 2; n++) await enable(ada.id);
    assert.equal((await read(ada.id)).disabled, false);
    assert.deepEqual(await auditOf(database, ada.id), [
      { actor: boss.id, workload: "edge", action: "user.disabled", details: { reason: "Left" } },
      { actor: boss.id, workload: "edge", action: "user.enabled", details: { reason: "Came back" } },
    ]);
  }));

Deno.test("changes of an account that does not exist, or was erased, fail", () =>
  withUserDatabase(async (database) => {
    const { setRoles, disable, enable } = await staffOf(database);
    const { id } = await addUser(database);
    await database`update users set erased_at = now() where id = ${id}`;
    for (const gone of [id, crypto.randomUUID()]) {
      for (const change of [() => setRoles(gone, []), () => disable(gone), () => enable(gone)]) {
        await assert.rejects(change, failsWith(ErrorCode.NOT_FOUND));
      }
    }
  }));

Deno.test("the last administrator keeps the role and stays enabled", () =>
  withUserDatabase(async (database) => {
    const { setRoles, disable, enable, boss, read } = await staffOf(database);
    const other = await addUser(database, { roles: ["admin"] });
    await disable(other.id);
    await assert.rejects(setRoles(boss.id, [Role.SUPPORT]), failsWith(ErrorCode.WRONG_STATE));
    await assert.rejects(disable(boss.id), failsWith(ErrorCode.WRONG_STATE));
    assert.deepEqual([(await read(boss.id)).roles, (await read(boss.id)).disabled], [[Role.ADMIN], false]);
    await setRoles(boss.id, [Role.ADMIN, Role.SUPPORT]);
    await enable(boss.id);
    await enable(other.id);
    await setRoles(boss.id, []);
    assert.deepEqual((await read(boss.id)).roles, []);
  }));

Deno.test("of two administrators who act against each other at once, one remains", () =>
  withUserDatabase(async (database) => {
    const { setRoles, disable, enable, boss } = await staffOf(database);
    const other = await addUser(database, { roles: ["admin"] });
    for (const act of [(id: string, by: UserRow) => setRoles(id, [], by), disable]) {
      for (let round = 0; round < 5; round++) {
        const results = await Promise.allSettled([act(boss.id, other), act(other.id, boss)]);
        const failed = results.filter((result) => result.status === "rejected");
        assert.equal(failed.length, 1);
        failsWith(ErrorCode.WRONG_STATE)(failed[0]!.reason);
        for (const { id } of [boss, other]) {
          await enable(id);
          await setRoles(id, [Role.ADMIN]);
        }
      }
    }
  }));

Deno.test("staff's changes by the operator's own key name the workload and no account", () =>
  withUserDatabase(async (database) => {
    const { handlers } = await staffOf(database);
    const { id } = await addUser(database);
    await handlers.disableUser(create(DisableUserRequestSchema, { id, reason: "Fraud" }), OPERATOR);
    assert.deepEqual(await auditOf(database, id), [
      { actor: null, workload: "operator", action: "user.disabled", details: { reason: "Fraud" } },
    ]);
  }));

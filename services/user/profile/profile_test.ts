import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  type Account,
  GetAccountRequestSchema,
  GetAccountResponseSchema,
  UpdateProfileRequestSchema,
  UpdateProfileResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { addUser, callOf, signedIn } from "../testing/add_user.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import type { UserRow } from "../user_row.ts";
import { profileHandlers } from "./handlers.ts";

async function read(database: Database, user: UserRow, principal: Principal = signedIn(user)): Promise<Account> {
  const { getAccount } = profileHandlers({ database });
  const response = await getAccount(create(GetAccountRequestSchema), { ...callOf(user), principal });
  return create(GetAccountResponseSchema, response).account!;
}

async function update(
  database: Database,
  user: UserRow,
  changes: Partial<Record<"displayName" | "phone" | "bio", string>>,
) {
  const { updateProfile } = profileHandlers({ database });
  const request = create(UpdateProfileRequestSchema, { displayName: "Ada", ...changes });
  return create(UpdateProfileResponseSchema, await updateProfile(request, callOf(user))).account!;
}

async function addPasskey(database: Database, user: UserRow, name: string): Promise<void> {
  await database`
    insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
    values (${user.id}, ${name}, '', 0, '{}', true, ${name})`;
}

Deno.test("getAccount() tells an owner all about the account, and nothing that it is checked with", () =>
  withUserDatabase(async (database) => {
    const user = await addUser(database, { email: "Ada@example.com" });
    const other = await addUser(database);
    await addPasskey(database, user, "Laptop");
    await addPasskey(database, other, "Not hers");
    await database`insert into totps (user_id, secret, confirmed_at) values (${user.id}, '', now())`;
    await database`
      insert into recovery_codes (user_id, code_hash, used_at)
      values (${user.id}, 'a', null), (${user.id}, 'b', now()), (${other.id}, 'a', null)`;
    await database`
      insert into one_time_tokens (user_id, purpose, token_hash, email, expires_at)
      values (${user.id}, 'change_email', 'a', 'old@example.com', now()),
        (${user.id}, 'change_email', 'b', 'new@example.com', now() + interval '1 hour')`;
    const account = await read(database, user);
    const { id, email, emailVerified, pendingEmail, displayName, totp, hasPassword, recoveryCodesLeft } = account;
    assert.deepEqual([id, email, emailVerified, pendingEmail], [user.id, "Ada@example.com", false, "new@example.com"]);
    assert.deepEqual([displayName, totp, hasPassword, recoveryCodesLeft], ["Ada", true, false, 1]);
    assert.deepEqual(account.passkeys.map(({ name, synced }) => [name, synced]), [["Laptop", true]]);
    assert.equal(account.passkeys[0]!.lastUsedAt, undefined);
  }));

Deno.test("getAccount() tells staff that their roles wait for a second factor", () =>
  withUserDatabase(async (database) => {
    const customer = await addUser(database);
    assert.equal((await read(database, customer)).secondFactorNeeded, false);
    const staff = await addUser(database, { roles: ["support"] });
    const account = await read(database, staff);
    assert.deepEqual([account.roles, account.secondFactorNeeded], [[Role.SUPPORT], true]);
    await addPasskey(database, staff, "Key");
    assert.equal((await read(database, staff)).secondFactorNeeded, false);
    const unproved = { ...signedIn(staff), secondFactor: false, secondFactorNeeded: true };
    assert.equal((await read(database, staff, unproved)).secondFactorNeeded, true);
  }));

Deno.test("updateProfile() keeps all of the profile, trimmed, and changes nobody else's", () =>
  withUserDatabase(async (database) => {
    const user = await addUser(database);
    const other = await addUser(database);
    const changed = await update(database, user, {
      displayName: " Ada L. ",
      phone: "+441632960001",
      bio: " I count.\r\nA lot. ",
    });
    assert.deepEqual([changed.displayName, changed.phone, changed.bio], [
      "Ada L.",
      "+441632960001",
      "I count.\nA lot.",
    ]);
    assert.deepEqual(await read(database, user), changed);
    const cleared = await update(database, user, {});
    assert.deepEqual([cleared.phone, cleared.bio], ["", ""]);
    assert.equal((await read(database, other)).displayName, "Ada");
  }));

Deno.test("updateProfile() refuses what cannot be shown", () =>
  withUserDatabase(async (database) => {
    const user = await addUser(database);
    for (const displayName of [" ", "a\nb", "a\0b"]) {
      await assert.rejects(
        update(database, user, { displayName }),
        failsWith(ErrorCode.INVALID_ARGUMENT, "display_name"),
      );
    }
    for (const bio of ["a\0b", "a\u0007b"]) {
      await assert.rejects(update(database, user, { bio }), failsWith(ErrorCode.INVALID_ARGUMENT, "bio"));
    }
  }));

Deno.test("nobody reads or changes an account once it is disabled or erased, or without being signed in", () =>
  withUserDatabase(async (database) => {
    const { getAccount } = profileHandlers({ database });
    for (const column of ["disabled_at", "erased_at"]) {
      const user = await addUser(database);
      await database`update users set ${database(column)} = now() where id = ${user.id}`;
      await assert.rejects(read(database, user), failsWith(ErrorCode.UNAUTHENTICATED));
      await assert.rejects(update(database, user, {}), failsWith(ErrorCode.UNAUTHENTICATED));
    }
    const nobody = { ...callOf(await addUser(database)), principal: undefined };
    assert.throws(
      () => profileHandlers({ database }).listAddresses({} as never, nobody),
      failsWith(ErrorCode.UNAUTHENTICATED),
    );
    await assert.rejects(getAccount(create(GetAccountRequestSchema), nobody), failsWith(ErrorCode.UNAUTHENTICATED));
  }));

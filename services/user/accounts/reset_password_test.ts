import assert from "node:assert/strict";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { makeToken, tokenOf } from "../one_time_tokens.ts";
import { DEVICE, PASSWORD, withAccounts } from "./testing/accounts.ts";

const ADA = "ada@example.com";
const NEW = "another kettle of fish";
const expired = failsWith(ErrorCode.LINK_EXPIRED);

Deno.test("resetPassword() sets the password, ends all sessions, tells the owner and writes it down", () =>
  withAccounts(async (accounts) => {
    const before = await accounts.member(ADA);
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.reset(await accounts.token(ADA, "reset_password"), NEW);
    const user = (await accounts.user(ADA))!;
    assert.ok(await accounts.takes(ADA, NEW));
    assert.ok(!await accounts.takes(ADA, PASSWORD));
    assert.equal(user.generation, before.generation + 1);
    assert.deepEqual(accounts.forgotten, [user.id]);
    assert.equal((await accounts.mails(ADA)).at(-1)!.kind, "password_changed");
    assert.equal((await accounts.audit(user.id)).at(-1), "password.reset done");
  }));

Deno.test("resetPassword() keeps second factors", () =>
  withAccounts(async (accounts) => {
    const { id } = await accounts.member(ADA);
    const { database } = accounts;
    await database`insert into totps (user_id, secret, confirmed_at) values (${id}, 'sealed', now())`;
    await database`insert into recovery_codes (user_id, code_hash) values (${id}, 'hash')`;
    await database`
      insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
      values (${id}, 'credential', 'key', 0, '{}', false, 'Key')`;
    const read = async () => [
      await database`select * from totps`,
      await database`select * from recovery_codes`,
      await database`select * from passkeys`,
    ];
    const before = await read();
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.reset(await accounts.token(ADA, "reset_password"), NEW);
    assert.deepEqual(await read(), before);
  }));

Deno.test("resetPassword() proves the address: whoever has the link reads its mail", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.reset(await accounts.token(ADA, "reset_password"), NEW);
    assert.ok((await accounts.user(ADA))!.emailVerifiedAt);
  }));

Deno.test("resetPassword() leaves the link as it is when the password cannot be taken", () =>
  withAccounts(async (accounts) => {
    await accounts.member(ADA);
    await accounts.ask("requestPasswordReset", ADA);
    const token = await accounts.token(ADA, "reset_password");
    for (const wrong of ["short", "password1", `${ADA}1`]) {
      await assert.rejects(accounts.reset(token, wrong), failsWith(ErrorCode.INVALID_ARGUMENT, "new_password"));
    }
    await accounts.reset(token, NEW);
  }));

Deno.test("resetPassword() hashes nothing for a token that was never sent", async () => {
  const hashes: string[] = [];
  const passwords = {
    check: () => Promise.resolve(),
    hash: (password: string) => Promise.resolve(`${hashes.push(password)}`),
    verify: () => Promise.resolve(true),
  };
  await withAccounts(async (accounts) => {
    await assert.rejects(accounts.reset("made up", NEW), expired);
    assert.deepEqual(hashes, []);
  }, { passwords });
});

Deno.test("resetPassword() takes no link that was mailed to an address that is the account's no more", () =>
  withAccounts(async (accounts) => {
    const { id } = await accounts.member(ADA);
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.database`update users set email = 'new@example.com' where id = ${id}`;
    await assert.rejects(accounts.reset(await accounts.token(ADA, "reset_password"), NEW), expired);
    assert.ok(await accounts.takes("new@example.com", PASSWORD));
  }));

Deno.test("resetPassword() ends a link that a thief may have had made, to give the account another address", () =>
  withAccounts(async (accounts) => {
    const { id: userId } = await accounts.member(ADA);
    const { database, handlers, parts: { secrets } } = accounts;
    const link = await makeToken(database, secrets, { purpose: "change_email", userId, email: "eve@example.com" });
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.reset(await accounts.token(ADA, "reset_password"), NEW);
    const confirm = handlers.confirmEmailChange(
      { token: tokenOf(secrets, link) } as never,
      { caller: "edge" } as never,
    );
    await assert.rejects(confirm, expired);
  }));

Deno.test("resetPassword() makes the device known to the throttle, and does not fail when that is away", async () => {
  const known: string[] = [];
  const throttle = {
    attempt: <T>(_try: unknown, look: () => Promise<T>) => look(),
    remember(email: string, ip: string) {
      known.push(`${email} ${ip}`);
      return Promise.reject(new Error("away"));
    },
  };
  await withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.reset(await accounts.token(ADA, "reset_password"), NEW);
    assert.deepEqual(known, [`${ADA} ${DEVICE.ip}`]);
    assert.ok(await accounts.takes(ADA, NEW));
  }, { throttle });
});

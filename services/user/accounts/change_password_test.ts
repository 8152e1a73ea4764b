import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { createLocalJWKSet } from "jose";
import { startRedis } from "../../../dev/testing/redis.ts";
import { ChangePasswordRequestSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { readAccessToken } from "../../kit/auth/access_token.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { createLog } from "../../kit/log.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { rotateKey } from "../keys/rotate_keys.ts";
import { SigningKeys } from "../keys/signing_keys.ts";
import { makeToken, tokenOf } from "../one_time_tokens.ts";
import { Secrets } from "../secrets.ts";
import { Sessions } from "../sessions/sessions.ts";
import { Throttle } from "../sign_in/throttle.ts";
import { signedIn } from "../testing/add_user.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import type { UserRow } from "../user_row.ts";
import { callOf, DEVICE, PASSWORD, TestAccounts, withAccounts } from "./testing/accounts.ts";

const ADA = "ada@example.com";
const NEW = "another kettle of fish";
const refused = failsWith(ErrorCode.SIGN_IN_REFUSED);

function change({ handlers }: TestAccounts, principal: Principal, currentPassword: string, newPassword = NEW) {
  const request = create(ChangePasswordRequestSchema, { currentPassword, newPassword, device: DEVICE });
  return handlers.changePassword(request, callOf(principal));
}

/** Accounts whose sessions and throttle are the real ones. */
async function withSessions(
  run: (accounts: TestAccounts, sessions: Sessions, keys: SigningKeys) => Promise<void>,
): Promise<void> {
  await using process = await startRedis();
  const { redis } = process;
  const secrets = new Secrets(crypto.getRandomValues(new Uint8Array(32)));
  const log = createLog({ process: "test", sink: () => {} });
  await withUserDatabase(async (database: Database) => {
    await transaction(database, (tx) => rotateKey(tx, secrets));
    const keys = new SigningKeys({ database, secrets });
    const sessions = new Sessions({ database, redis, secrets, keys, log });
    const throttle = new Throttle({ redis, secrets });
    await run(new TestAccounts(database, { secrets, sessions, throttle }), sessions, keys);
  });
}

Deno.test("changePassword() ends all other sessions, and the present one goes on", () =>
  withSessions(async (accounts, sessions, keys) => {
    const user = await accounts.member(ADA);
    const begin = () => sessions.begin(user, { kind: SessionKind.API, device: DEVICE, factors: ["password"] });
    const [present, other] = [await begin(), await begin()];
    const { principal } = await readAccessToken(present.accessToken!, createLocalJWKSet(await keys.publicKeys()));
    await change(accounts, principal, PASSWORD);
    assert.ok(await accounts.takes(ADA, NEW));
    await assert.rejects(sessions.refresh(other.refreshToken!, DEVICE), failsWith(ErrorCode.UNAUTHENTICATED));
    const next = await sessions.refresh(present.refreshToken!, DEVICE);
    const after = await readAccessToken(next.accessToken!, createLocalJWKSet(await keys.publicKeys()));
    assert.equal(after.principal.sessionId, principal.sessionId);
    assert.equal(after.principal.generation, principal.generation + 1);
  }));

Deno.test("resetPassword() ends every session", () =>
  withSessions(async (accounts, sessions) => {
    const user = await accounts.member(ADA);
    const { refreshToken } = await sessions.begin(user, {
      kind: SessionKind.SITE,
      device: DEVICE,
      factors: ["password"],
    });
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.reset(await accounts.token(ADA, "reset_password"), NEW);
    await assert.rejects(sessions.refresh(refreshToken!, DEVICE), failsWith(ErrorCode.UNAUTHENTICATED));
  }));

Deno.test("changePassword() is slowed like a sign-in", () =>
  withSessions(async (accounts) => {
    const principal = signedIn(await accounts.member(ADA));
    for (let n = 0; n < 5; n++) await assert.rejects(change(accounts, principal, `guess ${n}`), refused);
    await assert.rejects(change(accounts, principal, PASSWORD), failsWith(ErrorCode.RATE_LIMITED));
  }));

Deno.test("changePassword() tells the owner, and writes down what was done and what was refused", () =>
  withAccounts(async (accounts) => {
    const user = await accounts.member(ADA);
    await assert.rejects(change(accounts, signedIn(user), "not mine"), refused);
    await assert.rejects(change(accounts, signedIn(user), ""), refused);
    assert.ok(await accounts.takes(ADA, PASSWORD));
    await change(accounts, signedIn(user), PASSWORD);
    assert.deepEqual((await accounts.audit(user.id)).slice(-3), [
      "password.changed SIGN_IN_REFUSED",
      "password.changed SIGN_IN_REFUSED",
      "password.changed done",
    ]);
    assert.equal((await accounts.mails(ADA)).at(-1)!.kind, "password_changed");
  }));

Deno.test("changePassword() refuses new passwords that registration would", () =>
  withAccounts(async (accounts) => {
    const user = await accounts.member(ADA);
    for (const wrong of ["short", "password1", ADA]) {
      const changing = change(accounts, signedIn(user), PASSWORD, wrong);
      await assert.rejects(changing, failsWith(ErrorCode.INVALID_ARGUMENT, "new_password"));
    }
  }));

Deno.test("an account without a password gets one after a recent sign-in", () =>
  withAccounts(async (accounts) => {
    const user = await accounts.member(ADA);
    await accounts.database`update users set password_hash = null`;
    const long = { ...signedIn(user), signedInAt: Date.now() - 11 * 60_000 };
    await assert.rejects(change(accounts, long, ""), failsWith(ErrorCode.RECENT_SIGN_IN_REQUIRED));
    await change(accounts, signedIn(user), "");
    assert.ok(await accounts.takes(ADA, NEW));
  }));

Deno.test("of several changes at once by the same password one is made", () =>
  withAccounts(async (accounts) => {
    const principal = signedIn(await accounts.member(ADA));
    const words = ["the first of three", "the second of three", "the third of three"];
    const results = await Promise.allSettled(words.map((word) => change(accounts, principal, PASSWORD, word)));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results) if (result.status === "rejected") refused(result.reason);
    const made = words[results.findIndex(({ status }) => status === "fulfilled")]!;
    assert.ok(await accounts.takes(ADA, made));
  }));

Deno.test("changePassword() ends links that a thief may have had made", () =>
  withAccounts(async (accounts) => {
    const user = await accounts.member(ADA);
    const { database, handlers, parts: { secrets } } = accounts;
    const to = { purpose: "change_email", userId: user.id, email: "eve@example.com" } as const;
    const token = tokenOf(secrets, await makeToken(database, secrets, to));
    await accounts.ask("requestPasswordReset", ADA);
    await change(accounts, signedIn(user), PASSWORD);
    const expired = failsWith(ErrorCode.LINK_EXPIRED);
    await assert.rejects(handlers.confirmEmailChange({ token } as never, callOf()), expired);
    await assert.rejects(accounts.reset(await accounts.token(ADA, "reset_password"), "a thief's own"), expired);
  }));

Deno.test("a password that was changed stays so when the present session cannot be kept", async () => {
  const sessions = {
    endAll: () => Promise.resolve(2),
    keep: () => Promise.reject(new Error("Redis is away")),
    forget: () => Promise.resolve(),
  };
  await withAccounts(async (accounts) => {
    const user: UserRow = await accounts.member(ADA);
    await change(accounts, signedIn(user), PASSWORD);
    assert.ok(await accounts.takes(ADA, NEW));
  }, { sessions });
});

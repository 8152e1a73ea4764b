import assert from "node:assert/strict";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { withAccounts } from "./testing/accounts.ts";

const ADA = "ada@example.com";
const expired = failsWith(ErrorCode.LINK_EXPIRED);

/** What came of several who did the same at once: how many could. */
async function atOnce(count: number, work: () => Promise<unknown>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, work));
  for (const result of results) if (result.status === "rejected") expired(result.reason);
  return results.filter(({ status }) => status === "fulfilled").length;
}

Deno.test("a link works once, also when several use it at once", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    const verify = await accounts.token(ADA, "verify_email");
    assert.equal(await atOnce(4, () => accounts.verify(verify)), 1);
    await assert.rejects(accounts.verify(verify), expired);
    await accounts.ask("requestPasswordReset", ADA);
    const reset = await accounts.token(ADA, "reset_password");
    assert.equal(await atOnce(4, () => accounts.reset(reset, crypto.randomUUID())), 1);
    await assert.rejects(accounts.reset(reset, "a later password"), expired);
  }));

Deno.test("a link works as long as it is said to, and no longer", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.pass(24 * 60 + 1);
    await assert.rejects(accounts.verify(await accounts.token(ADA, "verify_email")), expired);
    await accounts.ask("resendVerification", ADA);
    await accounts.pass(24 * 60 - 1);
    await accounts.verify(await accounts.token(ADA, "verify_email"));
    await accounts.ask("requestPasswordReset", ADA);
    const token = await accounts.token(ADA, "reset_password");
    await accounts.pass(29);
    const [{ expires_at }] = await accounts.database<[{ expires_at: Date }]>`
      select expires_at from one_time_tokens where purpose = 'reset_password'`;
    assert.ok(Math.abs(expires_at.getTime() - Date.now() - 60_000) < 30_000);
    await accounts.pass(1);
    await assert.rejects(accounts.reset(token, "a later password"), expired);
  }));

Deno.test("a link works for what it was made for, and a token that nobody was sent for nothing", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    const token = await accounts.token(ADA, "verify_email");
    await assert.rejects(accounts.reset(token, "a later password"), expired);
    for (const made of ["x", token.slice(0, -1), `${token}A`, crypto.randomUUID()]) {
      await assert.rejects(accounts.verify(made), expired);
      await assert.rejects(accounts.reset(made, "a later password"), expired);
    }
    const [{ id }] = await accounts.database<[{ id: string }]>`select id from one_time_tokens`;
    await assert.rejects(accounts.verify(id), expired);
    await accounts.verify(token);
  }));

Deno.test("a link proves the address it was mailed to, and no other", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.database`update users set email = 'eve@example.com'`;
    await assert.rejects(accounts.verify(await accounts.token(ADA, "verify_email")), expired);
    assert.equal((await accounts.user("eve@example.com"))!.emailVerifiedAt, null);
  }));

Deno.test("an account that is disabled, or being erased, is mailed no links", () =>
  withAccounts(async (accounts) => {
    for (const column of ["disabled_at", "erased_at"]) {
      const email = `${column}@example.com`;
      await accounts.register(email);
      await accounts.database`update users set ${accounts.database(column)} = now() where email = ${email}`;
      await accounts.pass(2);
      await accounts.ask("resendVerification", email);
      await accounts.ask("requestPasswordReset", email);
      assert.equal((await accounts.mails(email)).length, 1);
    }
  }));

Deno.test("tokens are kept as hashes, and no two are alike", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.register("eve@example.com");
    const [mine, others] = [
      await accounts.token(ADA, "verify_email"),
      await accounts.token("eve@example.com", "verify_email"),
    ];
    assert.match(mine, /^[\w-]{43}$/);
    assert.notEqual(mine, others);
    const rows = await accounts.database`select token_hash from one_time_tokens`;
    for (const { token_hash } of rows) assert.ok(token_hash.toString("base64url") !== mine && token_hash.length === 32);
  }));

Deno.test("resendVerification() sends another link to whoever needs one; the one before ends", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.pass(2);
    await accounts.ask("resendVerification", ADA.toUpperCase());
    const [first, second] = await accounts.mails(ADA);
    await assert.rejects(accounts.verify(first!.token), expired);
    await accounts.verify(second!.token);
    await accounts.pass(2);
    await accounts.ask("resendVerification", ADA);
    await accounts.ask("resendVerification", "nobody@example.com");
    assert.equal((await accounts.mails(ADA)).length, 2);
    assert.deepEqual(await accounts.mails("nobody@example.com"), []);
  }));

Deno.test("nobody can fill another's mailbox: one link a minute, five a day", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.ask("resendVerification", ADA);
    assert.equal((await accounts.mails(ADA)).length, 1, "not within a minute");
    for (let n = 0; n < 10; n++) {
      await accounts.pass(2);
      await accounts.ask("resendVerification", ADA);
    }
    assert.equal((await accounts.mails(ADA)).length, 5, "not more in a day");
    await accounts.pass(24 * 60);
    await accounts.ask("resendVerification", ADA);
    assert.equal((await accounts.mails(ADA)).length, 6);
    await accounts.verify(await accounts.token(ADA, "verify_email"));
    for (let n = 0; n < 10; n++) {
      await accounts.ask("requestPasswordReset", ADA);
      await accounts.register(ADA);
      await accounts.pass(2);
    }
    assert.equal((await accounts.mails(ADA)).length, 11, "links to choose a password are counted together");
  }));

Deno.test("nobody keeps an owner from choosing a password by asking for links: one works, or another is sent", () =>
  withAccounts(async (accounts) => {
    await accounts.member(ADA);
    const sent = async () => (await accounts.mails(ADA)).filter(({ kind }) => kind === "reset_password").length;
    for (let n = 0; n < 20; n++) {
      await accounts.ask("requestPasswordReset", ADA);
      await accounts.pass(2);
    }
    assert.equal(await sent(), 6, "five, and one when the fifth had expired");
    await accounts.pass(30);
    await accounts.ask("requestPasswordReset", ADA);
    assert.equal(await sent(), 7);
    await accounts.reset(await accounts.token(ADA, "reset_password"), "a later password");
    await accounts.register("eve@example.com"); // who may never have been here
    for (let n = 0; n < 10; n++) {
      await accounts.pass(31);
      await accounts.ask("requestPasswordReset", "eve@example.com");
    }
    assert.equal((await accounts.mails("eve@example.com")).length, 1 + 5);
  }));

Deno.test("many who ask for a link at once have one sent", () =>
  withAccounts(async (accounts) => {
    await accounts.member(ADA);
    const ask = () => accounts.handlers.requestPasswordReset({ email: ADA } as never, { caller: "edge" } as never);
    await Promise.all(Array.from({ length: 8 }, ask));
    await accounts.carryOut();
    assert.equal((await accounts.mails(ADA)).filter(({ kind }) => kind === "reset_password").length, 1);
  }));

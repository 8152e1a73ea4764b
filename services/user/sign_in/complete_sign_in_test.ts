import assert from "node:assert/strict";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { queuedMails } from "../testing/add_user.ts";
import { HOME } from "./testing/identity_site.ts";
import { complete, outcomeOf, type Shown, STEP, totp, withTotp, wrongCode } from "./testing/second_factor.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}

Deno.test("completeSignIn() gives a session that showed a second factor, with the roles of staff", () =>
  withTotp(async (site, { userId, code }) => {
    const outcome = await site.signIn();
    assert.ok(outcome.case === "secondFactor" && outcome.value.totp && !outcome.value.passkey);
    const principal = await complete(site, outcome.value.ticket, totp(code()));
    assert.equal(principal.userId, userId);
    assert.equal(principal.secondFactor, true);
    assert.deepEqual(principal.roles, [Role.SUPPORT]);
    assert.deepEqual(await site.audited(userId), ["totp.added", "sign_in.done"]);
  }, ["support"]));

Deno.test("completeSignIn() takes the code of a step once, also with another ticket and when two come at once", () =>
  withTotp(async (site, { code }) => {
    await complete(site, await site.ticket(), totp(code()));
    await assert.rejects(complete(site, await site.ticket(), totp(code())), failsWith(ErrorCode.SIGN_IN_REFUSED));
    site.now += STEP;
    const tickets = [await site.ticket(), await site.ticket(), await site.ticket()];
    const outcomes = await Promise.all(tickets.map((ticket) => outcomeOf(complete(site, ticket, totp(code())))));
    assert.deepEqual(outcomes.sort(), ["SIGN_IN_REFUSED", "SIGN_IN_REFUSED", "done"]);
  }));

Deno.test("completeSignIn() takes codes of one step around now, and none of a step before the last that was taken", () =>
  withTotp(async (site, { code }) => {
    const outcomes: string[] = [];
    const show = async (ahead: number) =>
      outcomes.push(await outcomeOf(complete(site, await site.ticket(), totp(code(ahead)))));
    await show(-2 * STEP);
    await show(2 * STEP);
    await show(-STEP);
    await show(STEP);
    await show(0);
    assert.deepEqual(outcomes, ["SIGN_IN_REFUSED", "SIGN_IN_REFUSED", "done", "done", "SIGN_IN_REFUSED"]);
  }));

Deno.test("completeSignIn() takes a ticket once, also when two factors are shown at once", () =>
  withTotp(async (site, { code, recoveryCodes }) => {
    const ticket = await site.ticket();
    const shown: Shown[] = [totp(code()), { case: "recoveryCode", value: recoveryCodes[0]! }];
    const outcomes = await Promise.all(shown.map((factor) => outcomeOf(complete(site, ticket, factor))));
    assert.deepEqual(outcomes.sort(), ["LINK_EXPIRED", "done"]);
    await assert.rejects(complete(site, ticket, totp(code(STEP))), failsWith(ErrorCode.LINK_EXPIRED));
    await assert.rejects(complete(site, "made up", totp(code(STEP))), failsWith(ErrorCode.LINK_EXPIRED));
  }));

Deno.test("completeSignIn() looks at five codes a ticket, from wherever they come and also all at once", () =>
  withTotp(async (site, { code }) => {
    const ticket = await site.ticket();
    const tries = Array.from({ length: 12 }, (_, n) => {
      const device = { ...HOME, ip: `198.51.100.${n}` };
      return outcomeOf(complete(site, ticket, totp(wrongCode(code)), device));
    });
    const outcomes = await Promise.all(tries);
    assert.equal(outcomes.filter((outcome) => outcome === "SIGN_IN_REFUSED").length, 5);
    assert.equal(outcomes.filter((outcome) => outcome === "LINK_EXPIRED").length, 7);
    await assert.rejects(complete(site, ticket, totp(code())), failsWith(ErrorCode.LINK_EXPIRED));
  }));

Deno.test("completeSignIn() slows who knows the password and guesses at codes with ticket after ticket", () =>
  withTotp(async (site, { code }) => {
    const outcomes: string[] = [];
    for (let n = 0; n < 8; n++) {
      outcomes.push(await outcomeOf(complete(site, await site.ticket(), totp(wrongCode(code)))));
    }
    assert.deepEqual(outcomes.slice(4), ["SIGN_IN_REFUSED", "RATE_LIMITED", "RATE_LIMITED", "RATE_LIMITED"]);
    site.now += HOUR;
    await complete(site, await site.ticket(), totp(code()));
  }));

Deno.test("completeSignIn() takes no ticket of a password that was changed, or of an account that was disabled", () =>
  withTotp(async (site, { userId, code }) => {
    const [changed, disabled] = [await site.ticket(), await site.ticket()];
    await site.database`update users set generation = generation + 1 where id = ${userId}`;
    await assert.rejects(complete(site, changed, totp(code())), failsWith(ErrorCode.LINK_EXPIRED));
    await site.database`update users set generation = generation - 1, disabled_at = now() where id = ${userId}`;
    await assert.rejects(complete(site, disabled, totp(code())), failsWith(ErrorCode.LINK_EXPIRED));
  }));

Deno.test("tickets live for five minutes, under their hashes alone", () =>
  withTotp(async (site) => {
    const ticket = await site.ticket();
    const keys = await site.redis.keys("sign_in:ticket:*");
    assert.equal(keys.length, 1);
    assert.doesNotMatch(keys[0]!, new RegExp(ticket));
    const left = await site.redis.pttl(keys[0]!);
    assert.ok(left > 0 && left <= 5 * MINUTE, `${left}`);
  }));

Deno.test("completeSignIn() takes each recovery code once, however it is typed, and mails when two are left", () =>
  withTotp(async (site, { userId, recoveryCodes }) => {
    assert.equal(new Set(recoveryCodes).size, 10);
    for (const code of recoveryCodes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const show = async (value: string) =>
      outcomeOf(complete(site, await site.ticket(), { case: "recoveryCode", value }));
    assert.equal(await show(` ${recoveryCodes[0]!.toLowerCase().replaceAll("-", " ").replaceAll("0", "o")}`), "done");
    assert.equal(await show(recoveryCodes[0]!), "SIGN_IN_REFUSED");
    assert.equal(await show("0000-0000-0000"), "SIGN_IN_REFUSED");
    const atOnce = await Promise.all([show(recoveryCodes[1]!), show(recoveryCodes[1]!)]);
    assert.deepEqual(atOnce.sort(), ["SIGN_IN_REFUSED", "done"]);
    const lowMails = async () =>
      (await queuedMails(site.database, userId)).filter(({ kind }) => kind === "recovery_codes_low");
    for (const code of recoveryCodes.slice(2, 6)) assert.equal(await show(code), "done");
    assert.equal((await lowMails()).length, 0);
    const last = [[await site.ticket(), recoveryCodes[6]!], [await site.ticket(), recoveryCodes[7]!]] as const;
    await Promise.all(last.map(([ticket, value]) => complete(site, ticket, { case: "recoveryCode", value })));
    assert.equal((await lowMails()).length, 1);
    assert.equal(await show(recoveryCodes[8]!), "done");
    assert.equal((await lowMails()).length, 1);
    const [kept] = await site.database`select string_agg(encode(code_hash, 'escape'), '') as text from recovery_codes`;
    for (const code of recoveryCodes) assert.doesNotMatch(kept!.text, new RegExp(code.replaceAll("-", "")));
  }));

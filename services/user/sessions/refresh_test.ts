import assert from "node:assert/strict";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { DEVICE, type SessionFixture, withSessions } from "./testing/session_fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}
const SIGNED_OUT = failsWith(ErrorCode.UNAUTHENTICATED);

async function refresh({ sessions }: Pick<SessionFixture, "sessions">, token: string): Promise<string> {
  return (await sessions.refresh(token, DEVICE)).refreshToken!;
}

async function actions({ database }: SessionFixture, userId: string): Promise<string[]> {
  const rows = await database<{ action: string }[]>`select action from audit where subject = ${userId} order by id`;
  return rows.map(({ action }) => action);
}

Deno.test("refresh() gives another token each time, and the person as they are now", () =>
  withSessions(async (fixture) => {
    const { database, sessions, makeUser, principalOf } = fixture;
    const user = await makeUser();
    const begun = await sessions.begin(user, { kind: SessionKind.API, device: DEVICE, factors: ["password"] });
    const next = await sessions.refresh(begun.refreshToken!, DEVICE);
    const last = await sessions.refresh(next.refreshToken!, DEVICE);
    assert.equal(new Set([begun, next, last].map(({ refreshToken }) => refreshToken)).size, 3);
    const [first, now] = [await principalOf(begun), await principalOf(last)];
    assert.deepEqual(now, { ...first, signedInAt: now.signedInAt });
    assert.equal(now.userId, user.id);
    assert.equal(now.shopperId, user.shopperId);
    assert.equal(await database`select from revocations`.then(({ count }) => count), 0);
  }));

Deno.test("refresh() of a stolen token, once by a thief and once by its owner, ends both: at once for programs", () =>
  withSessions(async (fixture) => {
    const user = await fixture.makeUser();
    const stolen = await fixture.signIn(user, SessionKind.API);
    const thiefs = await refresh(fixture, stolen);
    await assert.rejects(refresh(fixture, stolen), SIGNED_OUT);
    await assert.rejects(refresh(fixture, thiefs), SIGNED_OUT);
    const [revoked] = await fixture.database`select session_id as id from revocations where user_id = ${user.id}`;
    assert.equal(revoked!.id, stolen.split(".")[0], "its access tokens should end too");
    assert.deepEqual(await actions(fixture, user.id), ["session.replayed"]);
  }));

Deno.test("refresh() of a stolen token, once by a thief and once by its owner, ends both: after ten seconds for browsers", () =>
  withSessions(async (fixture) => {
    const { clock, makeUser, signIn } = fixture;
    const user = await makeUser();
    const stolen = await signIn(user);
    const thiefs = await refresh(fixture, stolen);
    clock.now += 10_001;
    await assert.rejects(refresh(fixture, stolen), SIGNED_OUT);
    await assert.rejects(refresh(fixture, thiefs), SIGNED_OUT);
    assert.deepEqual(await actions(fixture, user.id), ["session.replayed"]);
  }));

Deno.test("refresh() ends the session for an old token whose use was forgotten", () =>
  withSessions(async (fixture) => {
    const { process, makeUser, signIn } = fixture;
    const old = await signIn(await makeUser());
    const present = await refresh(fixture, await refresh(fixture, old));
    await process.redis.del(`session:${old.split(".")[0]}:used:1`);
    await assert.rejects(refresh(fixture, old), SIGNED_OUT);
    await assert.rejects(refresh(fixture, present), SIGNED_OUT);
  }));

Deno.test("refresh() by two tabs within ten seconds gives both the same token, and neither is signed out", () =>
  withSessions(async (fixture) => {
    const { clock, replica, makeUser, signIn } = fixture;
    const token = await signIn(await makeUser());
    const tabs = Array.from({ length: 5 }, () => refresh({ sessions: replica() }, token));
    const next = new Set(await Promise.all(tabs));
    clock.now += 9_999;
    next.add(await refresh(fixture, token));
    assert.equal(next.size, 1);
    clock.now += MINUTE;
    await refresh(fixture, [...next][0]!);
  }));

Deno.test("refresh() by two programs at once ends the session", () =>
  withSessions(async (fixture) => {
    const token = await fixture.signIn(await fixture.makeUser(), SessionKind.API);
    const results = await Promise.allSettled(
      [1, 2].map(() => refresh({ sessions: fixture.replica() }, token)),
    );
    const given = results.filter((result) => result.status === "fulfilled").map(({ value }) => value);
    assert.ok(given.length <= 1);
    for (const next of given) await assert.rejects(refresh(fixture, next), SIGNED_OUT);
  }));

Deno.test("refresh() refuses what is no token of ours, and lets the session be", () =>
  withSessions(async (fixture) => {
    const { makeUser, signIn } = fixture;
    const token = await signIn(await makeUser(), SessionKind.API);
    const [id, n, secret] = token.split(".");
    const other = await signIn(await makeUser(), SessionKind.API);
    const forged = [
      "",
      "x",
      id!,
      `${id}.${n}`,
      `${id}.${n}.`,
      `${id}.2.${secret}`,
      `${id}.01.${secret}`,
      `${id}.1e0.${secret}`,
      `${id}.${n}.${secret}.`,
      `${id}.${n}.${"A".repeat(43)}`,
      `${id}.${n}.${other.split(".")[2]}`,
      `${crypto.randomUUID()}.${n}.${secret}`,
      ` ${token}`,
      `${token}\n`,
    ];
    for (const bad of forged) await assert.rejects(refresh(fixture, bad), SIGNED_OUT, bad);
    await refresh(fixture, token);
  }));

Deno.test("refresh() refuses an access token, and no access token is a refresh token", () =>
  withSessions(async ({ sessions, makeUser, principalOf }) => {
    const user = await makeUser();
    const tokens = await sessions.begin(user, { kind: SessionKind.API, device: DEVICE, factors: ["password"] });
    await assert.rejects(sessions.refresh(tokens.accessToken!, DEVICE), SIGNED_OUT);
    await assert.rejects(principalOf({ accessToken: tokens.refreshToken! }));
  }));

for (
  const { who, roles, idle, absolute } of [
    { who: "a customer", roles: [], idle: 14 * DAY, absolute: 90 * DAY },
    { who: "staff", roles: ["support"], idle: HOUR, absolute: 12 * HOUR },
  ]
) {
  Deno.test(`a session of ${who} ends when it is not used for ${idle / HOUR} hours`, () =>
    withSessions(async (fixture) => {
      const { clock, makeUser, signIn } = fixture;
      const user = await makeUser(...roles);
      const [used, idler] = [await signIn(user), await signIn(user)];
      clock.now += idle - 1;
      const next = await refresh(fixture, used);
      clock.now += 1;
      await assert.rejects(refresh(fixture, idler), SIGNED_OUT);
      clock.now += idle - 2;
      await refresh(fixture, next);
    }));

  Deno.test(`a session of ${who} ends after ${absolute / HOUR} hours, however it is used`, () =>
    withSessions(async (fixture) => {
      const { clock, sessions, makeUser, signIn } = fixture;
      const start = clock.now;
      let token = await signIn(await makeUser(...roles));
      while (clock.now + idle / 2 < start + absolute) {
        clock.now += idle / 2;
        const { refreshToken, refreshExpiresAt } = await sessions.refresh(token, DEVICE);
        token = refreshToken!;
        assert.ok(Number(refreshExpiresAt!.seconds) * 1000 <= start + absolute);
      }
      clock.now = start + absolute;
      await assert.rejects(refresh(fixture, token), SIGNED_OUT);
    }));
}

Deno.test("Redis keeps a session no longer than it may live", () =>
  withSessions(async ({ process, makeUser, signIn }) => {
    const ttl = async (token: string) => await process.redis.ttl(`session:${token.split(".")[0]}`);
    const [customers, staffs] = [
      await ttl(await signIn(await makeUser())),
      await ttl(await signIn(await makeUser("admin"))),
    ];
    assert.ok(customers > 13 * DAY / 1000 && customers <= 14 * DAY / 1000, String(customers));
    assert.ok(staffs > 59 * 60 && staffs <= 3600, String(staffs));
  }));

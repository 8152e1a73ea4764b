import assert from "node:assert/strict";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { UserRow } from "../user_row.ts";
import type { Factor } from "./sessions.ts";
import { DEVICE, type SessionFixture, withSessions } from "./testing/session_fixture.ts";

const MINUTE = 60_000;

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}
const SIGNED_OUT = failsWith(ErrorCode.UNAUTHENTICATED);

async function begin({ sessions, principalOf }: SessionFixture, user: UserRow, ...factors: Factor[]) {
  const tokens = await sessions.begin(user, { kind: SessionKind.SITE, device: DEVICE, factors });
  return { token: tokens.refreshToken!, principal: await principalOf(tokens) };
}

async function endAll({ database, sessions }: SessionFixture, { id }: UserRow): Promise<number> {
  return await transaction(database, (tx) => sessions.endAll(tx, id));
}

/** Which of these tokens' sessions still go on. */
async function alive({ sessions }: SessionFixture, ...tokens: string[]): Promise<boolean[]> {
  const results = await Promise.allSettled(tokens.map((token) => sessions.refresh(token, DEVICE)));
  for (const result of results) if (result.status === "rejected") assert.ok(SIGNED_OUT(result.reason), result.reason);
  return results.map(({ status }) => status === "fulfilled");
}

Deno.test("begin() gives each sign-in a session of its own", () =>
  withSessions(async (fixture) => {
    const user = await fixture.makeUser();
    const [one, other] = [await begin(fixture, user, "password"), await begin(fixture, user, "password")];
    assert.notEqual(one.principal.sessionId, other.principal.sessionId);
    assert.deepEqual({ ...one.principal, sessionId: "", signedInAt: 0 }, {
      userId: user.id,
      shopperId: user.shopperId,
      sessionId: "",
      generation: 1,
      roles: [],
      signedInAt: 0,
      secondFactor: false,
      secondFactorNeeded: false,
    });
  }));

Deno.test("begin() gives staff their roles for a second factor only", () =>
  withSessions(async (fixture) => {
    const user = await fixture.makeUser("support", "operator");
    const roles = [Role.SUPPORT, Role.OPERATOR];
    const cases: [Factor[], boolean][] = [
      [["password"], false],
      [["password", "totp"], true],
      [["password", "recovery_code"], true],
      [["passkey"], true],
    ];
    for (const [factors, isEnough] of cases) {
      const { principal } = await begin(fixture, user, ...factors);
      assert.deepEqual(principal.roles, isEnough ? roles : [], factors.join());
      assert.equal(principal.secondFactor, isEnough, factors.join());
      assert.equal(principal.secondFactorNeeded, !isEnough, factors.join());
    }
  }));

Deno.test("addFactor() gives the next tokens the roles of staff", () =>
  withSessions(async (fixture) => {
    const { token, principal } = await begin(fixture, await fixture.makeUser("admin"), "password");
    assert.ok(principal.secondFactorNeeded);
    await fixture.sessions.addFactor(principal, "totp");
    const next = await fixture.principalOf(await fixture.sessions.refresh(token, DEVICE));
    assert.deepEqual(next.roles, [Role.ADMIN]);
    assert.equal(next.secondFactorNeeded, false);
    assert.equal(next.signedInAt, principal.signedInAt);
  }));

Deno.test("renew() lets the session go on, signed in now, with the factors added for good", () =>
  withSessions(async (fixture) => {
    const { clock, sessions, principalOf, process } = fixture;
    const { token, principal } = await begin(fixture, await fixture.makeUser("admin"), "password");
    clock.now += 20 * MINUTE;
    const renewed = await sessions.renew(principal, token, ["totp"], DEVICE);
    const [now, later] = [renewed, await sessions.refresh(renewed.refreshToken!, DEVICE)];
    for (const tokens of [now, later]) {
      const { sessionId, signedInAt, roles } = await principalOf(tokens);
      assert.equal(sessionId, principal.sessionId);
      assert.equal(signedInAt, Math.floor(clock.now / 1000) * 1000);
      assert.deepEqual(roles, [Role.ADMIN]);
    }
    assert.equal((await process.redis.keys("session:*")).filter((key) => !key.includes(":used:")).length, 1);
    clock.now += MINUTE;
    await assert.rejects(sessions.renew(principal, token, ["totp"], DEVICE), SIGNED_OUT, "it was used");
  }));

Deno.test("renew() refuses the refresh token of another session, and uses none up", () =>
  withSessions(async (fixture) => {
    const user = await fixture.makeUser();
    const [own, other] = [await begin(fixture, user, "password"), await begin(fixture, user, "password")];
    for (const token of [other.token, "x", own.token.slice(0, -1)]) {
      const renewing = fixture.sessions.renew(own.principal, token, ["password"], DEVICE);
      await assert.rejects(renewing, failsWith(ErrorCode.INVALID_ARGUMENT));
    }
    assert.deepEqual(await alive(fixture, own.token, other.token), [true, true]);
  }));

Deno.test("list() shows where the account is signed in, the latest used first, and nobody else", () =>
  withSessions(async (fixture) => {
    const { clock, sessions, makeUser, signIn } = fixture;
    const user = await makeUser();
    await signIn(await makeUser());
    const first = await begin(fixture, user, "password");
    clock.now += MINUTE;
    await signIn(user, SessionKind.API);
    clock.now += MINUTE;
    await sessions.refresh(first.token, { ...DEVICE, ip: "198.51.100.7", userAgent: "123" });
    const list = await sessions.list(first.principal);
    assert.deepEqual(list.map(({ current, kind, device }) => [current, kind, device]), [
      [true, SessionKind.SITE, { ip: "198.51.100.7", userAgent: "123" }],
      [false, SessionKind.API, { ip: DEVICE.ip, userAgent: DEVICE.userAgent }],
    ]);
    const [now, minuteAgo] = [clock.now, clock.now - MINUTE].map((at) => BigInt(Math.floor(at / 1000)));
    assert.deepEqual(list.map(({ lastUsedAt }) => lastUsedAt!.seconds), [now, minuteAgo]);
    assert.equal(list[0]!.createdAt!.seconds, list[1]!.createdAt!.seconds! - 60n);
    assert.equal(list[1]!.expiresAt!.seconds, minuteAgo! + 14n * 24n * 3600n);
    clock.now += 14 * 24 * 60 * MINUTE - 1;
    assert.equal((await sessions.list(first.principal)).length, 1, "the other one was idle for too long");
  }));

Deno.test("signOut() ends the session of a token, used up or not, and does nothing for none", () =>
  withSessions(async (fixture) => {
    const { database, sessions, makeUser, signIn } = fixture;
    const user = await makeUser();
    const [ended, other] = [await signIn(user), await signIn(user)];
    const next = (await sessions.refresh(ended, DEVICE)).refreshToken!;
    await sessions.signOut(`${ended.slice(0, -1)}_`);
    await sessions.signOut("x");
    assert.equal(await database`select from revocations`.then(({ count }) => count), 0);
    await sessions.signOut(ended);
    await sessions.signOut(ended);
    assert.deepEqual(await alive(fixture, next, other), [false, true]);
    const audit = await database`select actor_id, action, session_id from audit where subject = ${user.id}`;
    const wanted = { actor_id: user.id, action: "session.ended", session_id: ended.split(".")[0] };
    assert.deepEqual([...audit], [wanted]);
  }));

Deno.test("end() ends a session of the account, and of no other", () =>
  withSessions(async (fixture) => {
    const [ada, eve] = [await fixture.makeUser(), await fixture.makeUser()];
    const { token, principal: { sessionId } } = await begin(fixture, ada, "password");
    await fixture.sessions.end(eve.id, sessionId);
    const [{ count }] = await fixture.database`select count(*)::int from revocations` as [{ count: number }];
    assert.equal(count, 0, "Eve ended Ada's access tokens");
    await fixture.sessions.end(ada.id, crypto.randomUUID());
    const { refreshToken } = await fixture.sessions.refresh(token, DEVICE);
    await fixture.sessions.end(ada.id, sessionId);
    assert.deepEqual(await alive(fixture, refreshToken!), [false]);
  }));

Deno.test("endAll() ends all sessions of the account once it commits, and nothing when it is rolled back", () =>
  withSessions(async (fixture) => {
    const { database, sessions, makeUser, signIn } = fixture;
    const [user, other] = [await makeUser(), await makeUser()];
    const tokens = [await signIn(user), await signIn(user, SessionKind.API), await signIn(other)];
    const rolledBack = transaction(database, async (tx) => {
      await sessions.endAll(tx, user.id);
      throw new Error("no");
    });
    await assert.rejects(rolledBack, /no/);
    const next: string[] = [];
    for (const token of tokens) next.push((await sessions.refresh(token, DEVICE)).refreshToken!);
    assert.equal(await endAll(fixture, user), 2);
    assert.deepEqual(await alive(fixture, ...next), [false, false, true]);
  }));

Deno.test("endAll() holds although the process dies before it gets to Redis", () =>
  withSessions(async (fixture) => {
    const { process, makeUser, signIn } = fixture;
    const user = await makeUser();
    const token = await signIn(user);
    await endAll(fixture, user);
    assert.equal(await process.redis.exists(`session:${token.split(".")[0]}`), 1);
    assert.deepEqual(await alive(fixture, token), [false]);
  }));

Deno.test("a session that ends while it is refreshed has ended", () =>
  withSessions(async (fixture) => {
    const { database, sessions, replica, makeUser, signIn } = fixture;
    const user = await makeUser();
    for (let round = 0; round < 20; round++) {
      const token = await signIn(user);
      const refreshing = replica().refresh(token, DEVICE);
      const [refreshed] = await Promise.allSettled([refreshing, sessions.signOut(token)]);
      if (refreshed.status === "fulfilled") {
        assert.deepEqual(await alive(fixture, refreshed.value.refreshToken!), [false]);
      }
      const revoked = await database`select from revocations where session_id = ${token.split(".")[0]!}`;
      assert.equal(revoked.count, 1, "its access tokens should end");
    }
    assert.deepEqual(
      await sessions.list((await begin(fixture, user, "password")).principal).then((list) => list.length),
      1,
    );
  }));

Deno.test("keep() lets one session go on in the new generation, and forget() takes the others out of Redis", () =>
  withSessions(async (fixture) => {
    const { sessions, process, makeUser, signIn } = fixture;
    const user = await makeUser();
    const kept = await begin(fixture, user, "password");
    const ended = await signIn(user);
    const generation = await endAll(fixture, user);
    await sessions.keep(user.id, kept.principal.sessionId, generation);
    const after = await signIn({ ...user, generation });
    await sessions.forget(user.id, kept.principal.sessionId);
    const left = (await process.redis.keys("session:*")).sort();
    assert.deepEqual(left, [kept.token, after].map((token) => `session:${token.split(".")[0]}`).sort());
    assert.deepEqual(await alive(fixture, ended, after), [false, true]);
    const { generation: now } = await fixture.principalOf(await sessions.refresh(kept.token, DEVICE));
    assert.equal(now, generation);
  }));

Deno.test("keep() keeps no session of another account, and brings none back", () =>
  withSessions(async (fixture) => {
    const { sessions, process, makeUser } = fixture;
    const [ada, eve] = [await makeUser(), await makeUser()];
    const hers = await begin(fixture, eve, "password");
    await endAll(fixture, eve);
    await sessions.keep(ada.id, hers.principal.sessionId, 2);
    assert.deepEqual(await alive(fixture, hers.token), [false]);
    await sessions.forget(eve.id);
    await sessions.keep(eve.id, hers.principal.sessionId, 2);
    await sessions.addFactor(hers.principal, "totp");
    assert.deepEqual(await alive(fixture, hers.token), [false]);
    assert.notEqual(await process.redis.ttl(`session:${hers.principal.sessionId}`), -1, "it would stay for ever");
  }));

for (const change of ["disabled_at", "erased_at"]) {
  Deno.test(`refresh() refuses an account once it has ${change}`, () =>
    withSessions(async (fixture) => {
      const { database, makeUser, signIn } = fixture;
      const user = await makeUser();
      const token = await signIn(user);
      await database`update users set ${database(change)} = now() where id = ${user.id}`;
      assert.deepEqual(await alive(fixture, token), [false]);
    }));
}

Deno.test("an account has fifty sessions at most: the one not used for longest makes room", () =>
  withSessions(async (fixture) => {
    const { clock, sessions, makeUser, signIn } = fixture;
    const user = await makeUser();
    const tokens: string[] = [];
    for (let n = 0; n < 50; n++, clock.now += 1_000) tokens.push(await signIn(user));
    const first = (await sessions.refresh(tokens[0]!, DEVICE)).refreshToken!;
    const { principal } = await begin(fixture, user, "password");
    assert.equal((await sessions.list(principal)).length, 50);
    assert.deepEqual(await alive(fixture, first, tokens[1]!, tokens[2]!), [true, false, true]);
  }));

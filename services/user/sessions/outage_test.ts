import assert from "node:assert/strict";
import type { Redis } from "@upstash/redis";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { TokenVerifier } from "../../kit/auth/token_verifier.ts";
import { createLog } from "../../kit/log.ts";
import { databaseTokenSource } from "../keys/token_source.ts";
import { SigningKeys } from "../keys/signing_keys.ts";
import { Secrets } from "../secrets.ts";
import { pruneRevocations } from "./prune_revocations.ts";
import { DEVICE, withSessions } from "./testing/session_fixture.ts";

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}
const SIGNED_OUT = failsWith(ErrorCode.UNAUTHENTICATED);
const AWAY = failsWith(ErrorCode.UNAVAILABLE);

/** A Redis that is away once `isAway`. */
function failing(redis: Redis, isAway: (command: string) => boolean): Redis {
  return new Proxy(redis, {
    get(target, name) {
      if (isAway(String(name))) throw new TypeError("Cannot reach Redis");
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test("after Redis lost everything people sign in again, and nothing else happens", () =>
  withSessions(async ({ sessions, process, makeUser, signIn, principalOf }) => {
    const user = await makeUser();
    const tokens = await sessions.begin(user, { kind: SessionKind.SITE, device: DEVICE, factors: ["password"] });
    const principal = await principalOf(tokens);
    await process.redis.flushall();
    await assert.rejects(sessions.refresh(tokens.refreshToken!, DEVICE), SIGNED_OUT);
    await assert.rejects(sessions.renew(principal, tokens.refreshToken!, ["password"], DEVICE), SIGNED_OUT);
    assert.deepEqual(await sessions.list(principal), []);
    await sessions.signOut(tokens.refreshToken!);
    await sessions.end(user.id, principal.sessionId);
    await sessions.forget(user.id);
    const again = await signIn(user);
    await sessions.refresh(again, DEVICE);
  }));

Deno.test("while Redis is away calls fail with UNAVAILABLE, and nobody is signed out", () =>
  withSessions(async ({ database, sessions, process, makeUser, principalOf }) => {
    const user = await makeUser();
    const tokens = await sessions.begin(user, { kind: SessionKind.SITE, device: DEVICE, factors: ["password"] });
    const principal = await principalOf(tokens);
    await process.kill();
    await assert.rejects(sessions.refresh(tokens.refreshToken!, DEVICE), AWAY);
    await assert.rejects(sessions.begin(user, { kind: SessionKind.SITE, device: DEVICE, factors: ["password"] }), AWAY);
    await assert.rejects(sessions.renew(principal, tokens.refreshToken!, ["password"], DEVICE), AWAY);
    await assert.rejects(sessions.addFactor(principal, "totp"), AWAY);
    await assert.rejects(sessions.signOut(tokens.refreshToken!), AWAY);
    await assert.rejects(sessions.end(user.id, principal.sessionId), AWAY);
    await assert.rejects(sessions.list(principal), AWAY);
    await sessions.forget(user.id);
    assert.equal(await database`select from revocations`.then(({ count }) => count), 0);
  }));

Deno.test("while Redis is slow calls fail with UNAVAILABLE, and go on once it answers", () =>
  withSessions(async ({ sessions, process, makeUser, signIn }) => {
    const token = await signIn(await makeUser());
    process.freeze(true);
    await assert.rejects(sessions.refresh(token, DEVICE), AWAY);
    process.freeze(false);
    await sessions.refresh(token, DEVICE);
  }));

for (const kind of [SessionKind.SITE, SessionKind.API]) {
  Deno.test(`a token that Redis went away with can be used again (${SessionKind[kind]})`, () =>
    withSessions(async ({ clock, sessions, process, replica, makeUser, signIn }) => {
      const token = await signIn(await makeUser(), kind);
      const broken = replica(failing(process.redis, (command) => command === "multi"));
      await assert.rejects(broken.refresh(token, DEVICE), AWAY);
      clock.now += 60_000;
      await sessions.refresh(token, DEVICE);
    }));
}

Deno.test("a session that was ended stays so although Redis went away before it was taken out", () =>
  withSessions(async ({ database, sessions, process, replica, makeUser, signIn }) => {
    const user = await makeUser();
    const [token, other] = [await signIn(user), await signIn(user)];
    const id = token.split(".")[0]!;
    const broken = replica(failing(process.redis, (command) => command === "multi"));
    await assert.rejects(broken.signOut(token), AWAY);
    assert.equal(await process.redis.exists(`session:${id}`), 1);
    await assert.rejects(sessions.refresh(token, DEVICE), SIGNED_OUT);

    await database`update revocations set created_at = now() - interval '11 minutes'`;
    await assert.rejects(pruneRevocations(database, failing(process.redis, () => true)), AWAY);
    await assert.rejects(sessions.refresh(token, DEVICE), SIGNED_OUT);
    assert.equal(await pruneRevocations(database, process.redis), 1);
    await assert.rejects(sessions.refresh(token, DEVICE), SIGNED_OUT);
    await sessions.refresh(other, DEVICE);
  }));

Deno.test("pruneRevocations() leaves what still keeps a token from being taken", () =>
  withSessions(async ({ database, process, makeUser }) => {
    const { id } = await makeUser();
    await database`
      insert into revocations (user_id, session_id, created_at)
      select ${id}, n || '', now() - make_interval(mins => n) from generate_series(1, 20) n`;
    assert.equal(await pruneRevocations(database, process.redis), 11);
    const left = await database`select session_id::int as n from revocations order by 1`;
    assert.deepEqual(left.map(({ n }) => n), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }));

Deno.test("whatever ends a session ends its access tokens at the next poll, on every replica", () =>
  withSessions(async ({ database, sessions, clock, makeUser, signIn }) => {
    const secrets = new Secrets(new Uint8Array(32));
    const log = createLog({ process: "test", sink: () => {} });
    const source = databaseTokenSource(database, new SigningKeys({ database, secrets }));
    const user = await makeUser();
    const poll = async (verifier: TokenVerifier) => {
      const once = new AbortController();
      const running = verifier.run(once.signal);
      once.abort();
      await running;
    };
    const ends: [string, (token: string) => Promise<unknown>][] = [
      ["sign-out", (token) => sessions.signOut(token)],
      ["end", (token) => sessions.end(user.id, token.split(".")[0]!)],
      ["replay", async (token) => {
        await sessions.refresh(token, DEVICE);
        clock.now += 60_000;
        await sessions.refresh(token, DEVICE).catch(() => {});
      }],
      ["all", () => database.begin((tx) => sessions.endAll(tx, user.id))],
    ];
    for (const [name, end] of ends) {
      const tokens = await sessions.begin(user, { kind: SessionKind.SITE, device: DEVICE, factors: ["password"] });
      const verifier = new TokenVerifier(source, log);
      assert.equal((await verifier.verify(tokens.accessToken!)).userId, user.id);
      await end(tokens.refreshToken!);
      await poll(verifier);
      await assert.rejects(verifier.verify(tokens.accessToken!), SIGNED_OUT, name);
    }
    assert.ok(await signIn({ ...user, generation: 2 }));
  }));

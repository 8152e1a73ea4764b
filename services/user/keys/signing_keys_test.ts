import assert from "node:assert/strict";
import { createLocalJWKSet } from "jose";
import { ACCESS_TOKEN_SECONDS, readAccessToken, signAccessToken } from "../../kit/auth/access_token.ts";
import { TokenVerifier } from "../../kit/auth/token_verifier.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { createLog } from "../../kit/log.ts";
import { Secrets } from "../secrets.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import { PUBLISHED_AHEAD_MS, rotateKey, rotateKeys, withdrawKeys } from "./rotate_keys.ts";
import { RETIRED_KEY_MS, SigningKeys } from "./signing_keys.ts";
import { aPrincipal } from "../../kit/testing/a_principal.ts";

const DAY = 24 * 60 * 60_000;
const SECRETS = new Secrets(new Uint8Array(32));
const ADA = aPrincipal({ signedInAt: 0 });

/** Keys as a replica has them, by a clock that the test sets. */
function keysOf(database: Database, clock: { now: number }): SigningKeys {
  return new SigningKeys({ database, secrets: SECRETS, now: () => clock.now });
}

async function publishedIds(keys: SigningKeys): Promise<(string | undefined)[]> {
  return (await keys.publicKeys()).keys.map(({ kid }) => kid);
}

function rotate(database: Database, now: number): Promise<Date> {
  return transaction(database, (tx) => rotateKey(tx, SECRETS, now));
}

Deno.test("the first key is made once, however many replicas start at once, and signs at once", () =>
  withUserDatabase(async (database) => {
    const clock = { now: Date.now() };
    const replicas = Array.from({ length: 8 }, () => keysOf(database, clock));
    const ids = await Promise.all(replicas.map(async (keys, i) => {
      return i % 2 === 0 ? (await keys.current()).id : (await publishedIds(keys))[0];
    }));
    assert.equal(new Set(ids).size, 1);
    assert.equal(await database`select from signing_keys`.then(({ count }) => count), 1);
  }));

Deno.test("publicKeys() tells nothing of the private part, and the database keeps it sealed", () =>
  withUserDatabase(async (database) => {
    const keys = keysOf(database, { now: Date.now() });
    const { id } = await keys.current();
    const { keys: [published] } = await keys.publicKeys();
    assert.deepEqual({ ...published, x: "" }, { kty: "OKP", crv: "Ed25519", x: "", kid: id, use: "sig", alg: "EdDSA" });
    const [row] = await database<{ privateKey: Uint8Array }[]>`select private_key as "privateKey" from signing_keys`;
    const sealed = new Uint8Array(row!.privateKey);
    await assert.rejects(crypto.subtle.importKey("pkcs8", sealed, "Ed25519", false, ["sign"]));
    const others = new SigningKeys({ database, secrets: new Secrets(new Uint8Array(32).fill(1)) });
    await assert.rejects(others.current(), "the secret is not needed to sign");
  }));

Deno.test("a key that follows is published before it signs, and the one before for as long as its tokens live", () =>
  withUserDatabase(async (database) => {
    const clock = { now: Date.now() };
    const [keys, replica] = [keysOf(database, clock), keysOf(database, clock)];
    const { id: old } = await keys.current();
    await replica.current();
    const signsFrom = await rotate(database, clock.now);
    assert.equal(signsFrom.getTime(), clock.now + PUBLISHED_AHEAD_MS);

    clock.now += 5_000;
    const [next] = (await publishedIds(replica)).filter((id) => id !== old);
    assert.ok(next, "a replica should know of it within seconds");
    assert.equal((await replica.current()).id, old);

    clock.now = signsFrom.getTime() - 1;
    assert.equal((await keys.current()).id, old);
    clock.now = signsFrom.getTime();
    assert.equal((await keys.current()).id, next);
    assert.equal((await replica.current()).id, next);

    clock.now += ACCESS_TOKEN_SECONDS * 1_000;
    assert.deepEqual(new Set(await publishedIds(keys)), new Set([old, next]));
    clock.now = signsFrom.getTime() + RETIRED_KEY_MS;
    assert.deepEqual(await publishedIds(keys), [next]);
  }));

Deno.test("rotateKeys() makes a key follow after so many days, once, and destroys what nothing is signed with", () =>
  withUserDatabase(async (database) => {
    const clock = { now: Date.now() };
    const keys = keysOf(database, clock);
    const ids = async () => (await database`select id from signing_keys order by signs_from`).map(({ id }) => id);
    const run = () => Promise.all([1, 2, 3].map(() => rotateKeys(database, SECRETS, 30, clock.now)));
    await run();
    assert.deepEqual(await ids(), [], "there is no key to follow");
    const { id: first } = await keys.current();
    clock.now += 30 * DAY - 1;
    await run();
    assert.deepEqual(await ids(), [first]);
    clock.now += 1;
    await run();
    const [, second] = await ids();
    assert.deepEqual(await ids(), [first, second]);
    clock.now += PUBLISHED_AHEAD_MS + RETIRED_KEY_MS;
    await run();
    assert.deepEqual(await ids(), [first, second], "a token may live to the end of this millisecond");
    clock.now += 1;
    await run();
    assert.deepEqual(await ids(), [second]);
    assert.equal((await keys.current()).id, second);
  }));

Deno.test("rotateKey() makes no second key while one waits", () =>
  withUserDatabase(async (database) => {
    const now = Date.now();
    const keys = keysOf(database, { now });
    await keys.current();
    const times = await Promise.all([1, 2, 3].map(() => rotate(database, now)));
    assert.equal(new Set(times.map((time) => time.getTime())).size, 1);
    assert.equal(await database`select from signing_keys`.then(({ count }) => count), 2);
  }));

Deno.test("withdrawKeys() has another key sign at once, and forgets those before, the one that waits too", () =>
  withUserDatabase(async (database) => {
    const clock = { now: Date.now() };
    const keys = keysOf(database, clock);
    const before = [(await keys.current()).id];
    await rotate(database, clock.now);
    const signsFrom = await transaction(database, (tx) => withdrawKeys(tx, SECRETS, clock.now));
    assert.equal(signsFrom.getTime(), clock.now);
    clock.now += 5_000; // by then every replica has read the keys again
    const { id } = await keys.current();
    assert.ok(!before.includes(id));
    assert.deepEqual(await publishedIds(keys), [id]);
  }));

Deno.test("keys rotate while tokens are signed and verified, and none is refused", () =>
  withUserDatabase(async (database) => {
    const clock = { now: Date.now() };
    const replicas = [keysOf(database, clock), keysOf(database, clock), keysOf(database, clock)];
    const used = new Set<string>();
    /** Signed in the last five minutes: they hold still. */
    let signed: { token: string; at: number }[] = [];
    /** What those who verify have: it is a minute old. */
    let known = await replicas[0]!.publicKeys();
    for (let minute = 0; minute < 60; minute++, clock.now += 60_000) {
      if (minute % 20 === 3) await rotate(database, clock.now);
      if (minute % 20 === 15) await rotateKeys(database, SECRETS, 30, clock.now);
      for (const keys of replicas) {
        const key = await keys.current();
        used.add(key.id);
        signed.push({ token: (await signAccessToken(ADA, key)).token, at: clock.now });
      }
      signed = signed.filter(({ at }) => clock.now - at <= ACCESS_TOKEN_SECONDS * 1_000);
      for (const { token } of signed) await readAccessToken(token, createLocalJWKSet(known));
      known = await replicas[minute % 3]!.publicKeys();
    }
    assert.equal(used.size, 4);
  }));

Deno.test("a verifier takes the tokens of the first key, which nobody could know ahead", () =>
  withUserDatabase(async (database) => {
    const keys = keysOf(database, { now: Date.now() });
    const source = {
      signingKeys: () => keys.publicKeys(),
      revocations: async () => await { revocations: [], nextCursor: "" },
    };
    const verifier = new TokenVerifier(source, createLog({ process: "test", sink: () => {} }));
    const { token } = await signAccessToken(ADA, await keys.current());
    assert.deepEqual(await verifier.verify(token), ADA);
  }));

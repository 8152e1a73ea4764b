import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, type JSONWebKeySet } from "jose";
import { ErrorCode, ShopError } from "../errors.ts";
import { createLog } from "../log.ts";
import { until } from "../testing/until.ts";
import { signAccessToken, type SigningKey } from "./access_token.ts";
import type { Principal } from "./principal.ts";
import { type Revocation, TokenVerifier } from "./token_verifier.ts";
import { aPrincipal } from "../testing/a_principal.ts";

const MINUTE = 60_000;
const ADA = aPrincipal({ userId: "ada", sessionId: "laptop", generation: 2, signedInAt: 0 });

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}
const REFUSED = failsWith(ErrorCode.UNAUTHENTICATED);
const UNKNOWN_YET = failsWith(ErrorCode.UNAVAILABLE);

async function makeKey(id: string): Promise<{ signing: SigningKey; published: JSONWebKeySet["keys"][number] }> {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
  return { signing: { id, key: privateKey }, published: { ...await exportJWK(publicKey), kid: id, alg: "EdDSA" } };
}

/** A user service that knows one key, and a verifier that asks it, by a clock that the test sets. */
async function fixture() {
  const { signing, published } = await makeKey("first");
  const state = {
    keys: [published],
    revoked: [] as Revocation[],
    isAway: false,
    asked: { keys: 0, revocations: 0 },
    clock: Date.now(),
    signing,
  };
  const source = {
    signingKeys: async () => {
      state.asked.keys++;
      if (state.isAway) throw new Error("away");
      return await { keys: [...state.keys] };
    },
    /** Tells two at a time. */
    revocations: async (cursor: string) => {
      state.asked.revocations++;
      if (state.isAway) throw new Error("away");
      const from = Number(cursor);
      const revocations = state.revoked.slice(from, from + 2);
      return await { revocations, nextCursor: revocations.length > 0 ? String(from + revocations.length) : cursor };
    },
  };
  const log = createLog({ process: "test", sink: () => {} });
  const verifier = new TokenVerifier(source, log, () => state.clock);
  const poll = async () => {
    const once = new AbortController();
    const running = verifier.run(once.signal);
    once.abort();
    await running;
  };
  const sign = async (principal: Partial<Principal> = {}, key = state.signing) =>
    (await signAccessToken({ ...ADA, ...principal }, key)).token;
  return { state, verifier, poll, sign };
}

function endOf(sessionId: string): Revocation {
  return { userId: "ada", sessionId, beforeGeneration: 0 };
}

Deno.test("verify() asks nobody for a token once it has the keys", async () => {
  const { state, verifier, sign } = await fixture();
  const token = await sign();
  for (let n = 0; n < 3; n++) assert.deepEqual(await verifier.verify(token), ADA);
  assert.deepEqual(await verifier.verify(await sign({ userId: "eve" })), { ...ADA, userId: "eve" });
  assert.equal(state.asked.keys, 1);
});

Deno.test("verify() refuses what it took before once it has expired, and what is none", async () => {
  const { state, verifier, sign } = await fixture();
  const token = await sign();
  await verifier.verify(token);
  await assert.rejects(verifier.verify("x"), REFUSED);
  state.clock += 5 * MINUTE;
  await assert.rejects(verifier.verify(token), REFUSED);
});

Deno.test("verify() refuses a session that was ended, and no other, from the next poll on", async () => {
  const { state, verifier, poll, sign } = await fixture();
  const [laptop, phone] = [await sign(), await sign({ sessionId: "phone" })];
  await verifier.verify(laptop);
  state.revoked.push(endOf("laptop"));
  await poll();
  await assert.rejects(verifier.verify(laptop), REFUSED);
  await verifier.verify(phone);
});

Deno.test("verify() refuses an account's tokens of lower generations, whatever order it is told in", async () => {
  const { state, verifier, poll, sign } = await fixture();
  const tokens = await Promise.all([1, 2, 3, 4].map((generation) => sign({ generation })));
  const other = await sign({ userId: "eve", generation: 1 });
  for (const beforeGeneration of [2, 4, 3]) state.revoked.push({ userId: "ada", sessionId: "", beforeGeneration });
  await verifier.verify(other);
  await poll();
  for (const token of tokens.slice(0, 3)) await assert.rejects(verifier.verify(token), REFUSED);
  await verifier.verify(tokens[3]!);
  await verifier.verify(other);
});

Deno.test("a new verifier knows all that was revoked before, however many answers that takes", async () => {
  const { state, verifier, sign } = await fixture();
  for (let n = 0; n < 9; n++) state.revoked.push(endOf(`session ${n}`));
  for (let n = 0; n < 9; n++) await assert.rejects(verifier.verify(await sign({ sessionId: `session ${n}` })), REFUSED);
});

Deno.test("run() learns of a revocation by itself", async () => {
  const { state, verifier, sign } = await fixture();
  const token = await sign();
  const stop = new AbortController();
  const running = verifier.run(stop.signal);
  await verifier.verify(token);
  state.revoked.push(endOf("laptop"));
  const started = performance.now();
  await until(() => verifier.verify(token).then(() => false, REFUSED));
  assert.ok(performance.now() - started < 10_000);
  stop.abort();
  await running;
});

Deno.test("a revocation is forgotten once its tokens have expired, and not before", async () => {
  const { state, verifier, poll, sign } = await fixture();
  state.revoked.push(endOf("laptop"), { userId: "ada", sessionId: "", beforeGeneration: 2 });
  const [ended, old] = [await sign(), await sign({ sessionId: "phone", generation: 1 })];
  await poll();
  const start = state.clock;
  const verdicts = async () => {
    const now = state.clock;
    state.clock = start; // the tokens are real, and so is their time
    const results = await Promise.allSettled([ended, old].map((token) => verifier.verify(token)));
    state.clock = now;
    return results.map(({ status }) => status);
  };
  state.clock = start + 10 * MINUTE - 1;
  await poll();
  assert.deepEqual(await verdicts(), ["rejected", "rejected"]);
  state.clock = start + 10 * MINUTE;
  await poll();
  assert.deepEqual(await verdicts(), ["fulfilled", "fulfilled"]);
});

Deno.test("a revocation that is told again is kept anew", async () => {
  const { state, verifier, poll, sign } = await fixture();
  const token = await sign();
  state.revoked.push(endOf("laptop"), endOf("other"));
  await poll();
  const start = state.clock;
  state.clock = start + 9 * MINUTE;
  state.revoked.push(endOf("laptop"));
  await poll();
  state.clock = start + 12 * MINUTE;
  await poll();
  state.clock = start;
  await assert.rejects(verifier.verify(token), REFUSED);
});

Deno.test("verify() takes a key that it did not know once it has asked, which it does once in five seconds at most", async () => {
  const { state, verifier, sign } = await fixture();
  await verifier.verify(await sign());
  const second = await makeKey("second");
  const token = await sign({}, second.signing);
  for (let n = 0; n < 20; n++) await assert.rejects(verifier.verify(token), REFUSED);
  assert.equal(state.asked.keys, 1);

  state.clock += 5_000;
  const madeUp = await Promise.all([1, 2, 3].map(async (n) => await sign({}, (await makeKey(`made up ${n}`)).signing)));
  await Promise.all([...madeUp, token, token].map((each) => assert.rejects(verifier.verify(each), REFUSED)));
  assert.equal(state.asked.keys, 2);

  state.keys.push(second.published);
  state.clock += 4_999;
  await assert.rejects(verifier.verify(token), REFUSED);
  state.clock += 1;
  await Promise.all([1, 2, 3].map(() => verifier.verify(token)));
  assert.equal(state.asked.keys, 3);
});

Deno.test("run() reads the keys anew every minute, so that the next one is known before it signs", async () => {
  const { state, verifier, poll, sign } = await fixture();
  await poll();
  const next = await makeKey("next");
  state.keys.push(next.published);
  state.clock += MINUTE + 1;
  await poll();
  const before = state.asked.keys;
  await verifier.verify(await sign({}, next.signing));
  assert.equal(state.asked.keys, before);
  assert.deepEqual((await verifier.publicKeys()).keys.map(({ kid }) => kid), ["first", "next"]);
});

Deno.test("verify() says UNAVAILABLE until it could ask once, and asks again", async () => {
  const { state, verifier, poll, sign } = await fixture();
  const token = await sign();
  state.isAway = true;
  await assert.rejects(verifier.verify(token), UNKNOWN_YET);
  await poll();
  await assert.rejects(verifier.verify(token), UNKNOWN_YET);
  state.isAway = false;
  assert.deepEqual(await verifier.verify(token), ADA);
});

Deno.test("while its source is away, a verifier goes on by what it knows", async () => {
  const { state, verifier, poll, sign } = await fixture();
  state.revoked.push(endOf("phone"));
  const [laptop, phone] = [await sign(), await sign({ sessionId: "phone" })];
  await poll();
  state.isAway = true;
  state.clock += 2 * MINUTE;
  await poll();
  assert.deepEqual(await verifier.verify(laptop), ADA);
  await assert.rejects(verifier.verify(phone), REFUSED);
  await assert.rejects(verifier.verify("x"), REFUSED);
  state.clock += 6_000;
  const unknown = await sign({}, (await makeKey("unknown")).signing);
  await assert.rejects(verifier.verify(unknown), UNKNOWN_YET, "its key may be a new one");
});

import assert from "node:assert/strict";
import { ErrorCode, invalidArgument } from "../../kit/errors.ts";
import { createLog } from "../../kit/log.ts";
import { failsWith } from "../testing/fails_with.ts";
import { until } from "../testing/until.ts";
import { type GuardOptions, guardProvider } from "./guard_provider.ts";
import type { PaymentProvider, PaymentResult } from "./provider.ts";
import { NEVER, PAID, requestFor, UNREACHABLE } from "./testing/requests.ts";

const request = requestFor("card_visa_4242");

/** A provider that answers as it is told, guarded; with how often it was asked. */
function setUp(answer: (signal: AbortSignal) => Promise<PaymentResult>, options: Partial<GuardOptions> = {}) {
  const state = { answer, asked: 0, logged: [] as string[] };
  const provider: PaymentProvider = {
    ...UNREACHABLE,
    pay(_request, signal) {
      state.asked++;
      return state.answer(signal);
    },
  };
  const log = createLog({ process: "order", sink: (line) => state.logged.push(line) });
  const guarded = guardProvider(provider, { log, timeoutMs: 1_000, failures: 3, restMs: 50, ...options });
  return { state, pay: () => guarded.pay(request, NEVER), guarded };
}

const fail = () => Promise.reject(new Error("connection refused"));

Deno.test("guardProvider() leaves a provider alone that failed several times, and tries it again with one request", async () => {
  const { state, pay, guarded } = setUp(fail);
  for (let failure = 0; failure < 3; failure++) await assert.rejects(pay(), /connection refused/);
  await assert.rejects(pay(), failsWith(ErrorCode.UNAVAILABLE));
  assert.equal(state.asked, 3);
  assert.ok(guarded.isAway);
  const gate = Promise.withResolvers<PaymentResult>();
  state.answer = () => gate.promise;
  const probing: Promise<PaymentResult>[] = [];
  await until(() => {
    const probe = pay();
    probe.catch(() => {}); // refused while the provider rests
    probing.push(probe);
    return state.asked === 4;
  });
  const waiting = [pay(), pay()];
  assert.equal(state.asked, 4);
  gate.resolve(PAID);
  assert.deepEqual(await Promise.all([probing.at(-1), ...waiting]), [PAID, PAID, PAID]);
  assert.ok(!guarded.isAway);
});

Deno.test("guardProvider() tells once of a provider that goes and once when it is back, however often it is tried", async () => {
  const { state, pay, guarded } = setUp(fail, { restMs: 1 });
  await until(() => pay().then(() => false, () => state.asked > 6));
  assert.ok(guarded.isAway);
  state.answer = () => Promise.resolve(PAID);
  await until(() => pay().then(() => true, () => false));
  const told = state.logged.map((line) => JSON.parse(line));
  assert.deepEqual(told.map(({ level }) => level), ["warn", "info"]);
  assert.match(told[0].error.message, /connection refused/);
});

Deno.test("guardProvider() takes a refusal for a sign of life", async () => {
  const { pay, state } = setUp(() => Promise.reject(invalidArgument("Cannot pay", "payment_token", "Wrong")));
  for (let refusal = 0; refusal < 5; refusal++) {
    await assert.rejects(pay(), failsWith(ErrorCode.INVALID_ARGUMENT, "payment_token"));
  }
  state.answer = () => Promise.resolve(PAID);
  assert.deepEqual(await pay(), PAID);
});

Deno.test("guardProvider() gives up an answer that takes too long, and tells the provider's client", async () => {
  let told = false;
  const { pay } = setUp((signal) => {
    signal.addEventListener("abort", () => told = true);
    return new Promise(() => {});
  }, { timeoutMs: 20 });
  await assert.rejects(pay(), /timed out/);
  assert.ok(told);
});

Deno.test("guardProvider() refuses requests beyond those that wait, and sends none of them", async () => {
  const gate = Promise.withResolvers<PaymentResult>();
  const { pay, state } = setUp(() => gate.promise, { concurrent: 2, queued: 1 });
  const paying = [pay(), pay(), pay()];
  await assert.rejects(pay(), failsWith(ErrorCode.UNAVAILABLE));
  gate.resolve(PAID);
  assert.deepEqual(await Promise.all(paying), [PAID, PAID, PAID]);
  assert.equal(state.asked, 3);
});

Deno.test("guardProvider() lets through what needs no network", () => {
  const { guarded } = setUp(fail);
  const card = { number: "4242424242424242", expiryMonth: 12, expiryYear: 2099, securityCode: "123" };
  assert.equal(guarded.tokenise?.(card).token, "card_visa_4242");
  assert.equal(guarded.name, "test");
});

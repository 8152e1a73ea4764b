import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  RegisterRequestSchema,
  RequestPasswordResetRequestSchema,
  ResendVerificationRequestSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { timeRatio } from "../testing/time_ratio.ts";
import { callOf, DEVICE, PASSWORD, type TestAccounts, withAccounts } from "./testing/accounts.ts";

/** Addresses of which somebody might want to know whether they are customers'. */
const KNOWN = "customer@example.com";
const WAITING = "registered@example.com";
const unknown = () => `${crypto.randomUUID().slice(0, 8)}@example.com`;

const ASK: Record<string, (accounts: TestAccounts, email: string) => Promise<unknown>> = {
  register: ({ handlers }, email) =>
    handlers.register(
      create(RegisterRequestSchema, { email, password: PASSWORD, displayName: "Ada", device: DEVICE }),
      callOf(),
    ),
  resendVerification: ({ handlers }, email) =>
    handlers.resendVerification(create(ResendVerificationRequestSchema, { email, device: DEVICE }), callOf()),
  requestPasswordReset: ({ handlers }, email) =>
    handlers.requestPasswordReset(create(RequestPasswordResetRequestSchema, { email, device: DEVICE }), callOf()),
};
const ROUNDS: Record<string, number> = { register: 15, resendVerification: 80, requestPasswordReset: 80 };

for (const [method, ask] of Object.entries(ASK)) {
  Deno.test(`${method}() takes as long for an address with an account as for one without`, () =>
    withAccounts(async (accounts) => {
      await accounts.member(KNOWN);
      await accounts.register(WAITING);
      await ask(accounts, unknown()); // warms up
      for (const email of [KNOWN, WAITING]) {
        const times = await timeRatio(ROUNDS[method]!, () => ask(accounts, email), () => ask(accounts, unknown()));
        assert.ok(times < 1.5, `${times.toFixed(2)} times as long for one`);
      }
    }));

  Deno.test(`${method}() answers the same for whatever address, however often it is asked`, () =>
    withAccounts(async (accounts) => {
      await accounts.member(KNOWN);
      await accounts.register(WAITING);
      for (const email of [KNOWN, WAITING, unknown()]) {
        for (let n = 0; n < 8; n++) {
          assert.deepEqual(await ask(accounts, email), {});
          await accounts.carryOut();
        }
      }
    }));
}

Deno.test("what is written before the answer is the same for whatever address", () =>
  withAccounts(async (accounts) => {
    await accounts.member(KNOWN);
    const count = async () => {
      const tables = ["users", "one_time_tokens", "audit", "outbox_events"];
      const { database } = accounts;
      return await Promise.all(tables.map(async (name) => (await database`select from ${database(name)}`).length));
    };
    for (const ask of Object.values(ASK)) {
      for (const email of [KNOWN, unknown()]) {
        const before = await count();
        await ask(accounts, email);
        assert.deepEqual(await count(), before.with(3, before[3]! + 1));
      }
    }
  }));

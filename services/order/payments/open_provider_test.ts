import assert from "node:assert/strict";
import { z } from "zod";
import { ConfigError } from "../../kit/config.ts";
import { createLog } from "../../kit/log.ts";
import { openProvider, type PaymentConfig, paymentConfig } from "./open_provider.ts";

const log = createLog({ process: "order", sink: () => {} });
const bank = { BANK_URL: "http://127.0.0.1:1", BANK_TOKEN: "token", BANK_WEBHOOK_SECRET: "secret" };
const stripe = { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" };

Deno.test("openProvider() opens the provider that is named, and none by itself", async () => {
  const open = (config: PaymentConfig) => openProvider(config, log);
  const test = await open({ PAYMENT_PROVIDER: "test", ...bank });
  assert.equal(test.name, "test");
  assert.ok(test.tokenise);
  const real = await open({ PAYMENT_PROVIDER: "stripe", ...stripe });
  assert.equal(real.name, "stripe");
  assert.equal(real.tokenise, undefined, "a real card must not come here");
  assert.equal(z.object(paymentConfig).safeParse({ ...bank, ...stripe }).success, false);
});

Deno.test("openProvider() names what is missing", async () => {
  const missing = (config: PaymentConfig, name: RegExp) =>
    assert.rejects(openProvider(config, log), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, name);
      return true;
    });
  await missing({ PAYMENT_PROVIDER: "test", ...bank, BANK_TOKEN: undefined }, /BANK_TOKEN is missing/);
  await missing({ PAYMENT_PROVIDER: "stripe", ...bank }, /STRIPE_SECRET_KEY is missing/);
});

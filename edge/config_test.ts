import assert from "node:assert/strict";
import { ConfigError } from "../services/kit/config.ts";
import { readEdgeConfig } from "./config.ts";

const GOOD: Record<string, string> = {
  TLS_CA: "ca.pem",
  TLS_CERT: "edge.pem",
  TLS_KEY: "edge-key.pem",
  PORT: "8000",
  ORDER_SERVICE: "127.0.0.1:50051",
  USER_SERVICE: "127.0.0.1:50052",
  COOKIE_KEY: "A".repeat(43),
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:8079",
  UPSTASH_REDIS_REST_TOKEN: "token",
};

const read = (values: Record<string, string>) => readEdgeConfig((name) => values[name]);

Deno.test("readEdgeConfig() needs no more than the essentials", () => {
  const config = read(GOOD);
  assert.equal(config.COOKIE_KEY.length, 32);
  assert.deepEqual(
    [config.HOST, config.PUBLIC_ORIGIN, config.TRUSTED_PROXIES, config.CURRENCY, config.DEV],
    ["127.0.0.1", undefined, 0, "GBP", false],
  );
});

Deno.test("readEdgeConfig() reads the origins of payment pages", () => {
  const origins = (text: string) => read({ ...GOOD, PAYMENT_ORIGINS: text }).PAYMENT_ORIGINS;
  assert.deepEqual(origins(""), []);
  assert.deepEqual(origins("https://a.example,http://localhost:1"), ["https://a.example", "http://localhost:1"]);
});

for (
  const [name, value] of [
    ["COOKIE_KEY", "A".repeat(42)],
    ["COOKIE_KEY", "not base64url!".repeat(9)],
    ["PUBLIC_ORIGIN", "https://shop.example/"],
    ["PUBLIC_ORIGIN", "my.shop.test"],
    ["PUBLIC_ORIGIN", "ftp://shop.example"],
    ["PAYMENT_ORIGINS", "https://hooks.stripe.com,*"],
    ["PAYMENT_ORIGINS", "https://hooks.stripe.com/3d"],
    ["TRUSTED_PROXIES", "all"],
    ["WRITES_PER_MINUTE", "0"],
    ["IDENTITY_PER_MINUTE", "0"],
    ["CURRENCY", "pounds"],
    ["DEV", "yes"],
    ["UPSTASH_REDIS_REST_URL", "redis://127.0.0.1"],
  ] as const
) {
  Deno.test(`readEdgeConfig() refuses ${name}=${value.slice(0, 20)} without showing it`, () => {
    assert.throws(() => read({ ...GOOD, [name]: value }), (error) => {
      assert.ok(error instanceof ConfigError && error.message.includes(`  ${name}: `), String(error));
      assert.ok(!error.message.includes(value));
      return true;
    });
  });
}

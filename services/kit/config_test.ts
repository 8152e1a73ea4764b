import assert from "node:assert/strict";
import { z } from "zod";
import { common, ConfigError, hostPort, port, readConfig, url } from "./config.ts";

const shape = { ...common, PORT: port(), DATABASE_URL: url(["postgres"]), ORDER_SERVICE: hostPort() };

function read(values: Record<string, string>) {
  return readConfig(shape, (name) => values[name]);
}

Deno.test("readConfig() gives typed values and defaults", () => {
  const config = read({ PORT: "8080", DATABASE_URL: "postgres://u:p@host/db", ORDER_SERVICE: "127.0.0.1:50052" });
  assert.deepEqual(config, {
    LOG_FORMAT: "json",
    LOG_LEVEL: "info",
    PORT: 8080,
    DATABASE_URL: "postgres://u:p@host/db",
    ORDER_SERVICE: "127.0.0.1:50052",
  });
});

Deno.test("readConfig() lists every problem at once and shows no value", () => {
  assert.throws(
    () => read({ PORT: "80800", DATABASE_URL: "mysql://root:hunter2@host/db", LOG_LEVEL: "loud" }),
    (error: Error) => {
      assert.ok(error instanceof ConfigError);
      for (const name of ["PORT", "DATABASE_URL", "ORDER_SERVICE", "LOG_LEVEL"]) {
        assert.match(error.message, new RegExp(name));
      }
      assert.match(error.message, /4 problem/);
      assert.match(error.message, /ORDER_SERVICE: is missing/);
      assert.doesNotMatch(error.message, /hunter2|80800|loud/);
      return true;
    },
  );
});

Deno.test("readConfig() takes an empty variable as missing", () => {
  assert.throws(() => readConfig({ NAME: z.string() }, () => ""), /NAME: is missing/);
});

Deno.test("hostPort() accepts names, addresses and IPv6, and nothing else", () => {
  for (const good of ["localhost:1", "10.0.0.1:50051", "[::1]:50051", "order.shop-1.svc:443"]) hostPort().parse(good);
  for (const bad of ["localhost", ":80", "http://a:80", "a b:80", "a:port"]) {
    assert.equal(hostPort().safeParse(bad).success, false, bad);
  }
});

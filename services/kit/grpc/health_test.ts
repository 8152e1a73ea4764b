import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { HealthCheckResponse_ServingStatus as Serving } from "../../../proto/gen/grpc/health/v1/health_pb.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { createClient } from "./client.ts";
import { Health, HealthMonitor } from "./health.ts";

Deno.test("HealthMonitor is serving as a whole when every dependency is", async () => {
  const monitor = new HealthMonitor({ postgres: () => Promise.resolve(), redis: () => Promise.resolve() });
  assert.deepEqual(Object.fromEntries(await monitor.all()), { "": true, postgres: true, redis: true });
});

Deno.test("HealthMonitor names the dependency that is away", async () => {
  const monitor = new HealthMonitor({
    postgres: () => Promise.reject(new Error("away")),
    redis: () => Promise.resolve(),
  });
  assert.deepEqual(Object.fromEntries(await monitor.all()), { "": false, postgres: false, redis: true });
});

Deno.test("HealthMonitor is serving as a whole without what it can do without", async () => {
  const away = () => Promise.reject(new Error("away"));
  const monitor = new HealthMonitor({ postgres: () => Promise.resolve() }, { mail: away });
  assert.deepEqual(Object.fromEntries(await monitor.all()), { "": true, postgres: true, mail: false });
});

Deno.test("HealthMonitor asks a dependency once for many probes", async () => {
  let checks = 0;
  const monitor = new HealthMonitor({ postgres: () => Promise.resolve(checks++) });
  await Promise.all(Array.from({ length: 20 }, () => monitor.all()));
  assert.equal(checks, 1);
});

Deno.test("HealthMonitor is not serving once the process is stopping", async () => {
  const monitor = new HealthMonitor({});
  monitor.stopping();
  assert.equal((await monitor.all()).get(""), false);
});

Deno.test("grpc.health.v1 answers Check, List and Watch", async () => {
  let away = true;
  const check = () => away ? Promise.reject(new Error("away")) : Promise.resolve();
  await using server = await serveForTest([], { checks: { postgres: check } });
  const client = createClient(Health, await server.connect([Health]));
  assert.equal((await client.check({ service: "postgres" })).status, Serving.NOT_SERVING);
  const { statuses } = await client.list({});
  assert.deepEqual(Object.keys(statuses).sort(), ["", "postgres"]);
  await assert.rejects(
    client.check({ service: "nobody" }),
    (error) => error instanceof ShopError && error.code === ErrorCode.NOT_FOUND,
  );
  const seen: Serving[] = [];
  for await (const { status } of client.watch({ service: "" })) {
    seen.push(status);
    away = false;
    if (seen.length === 2) break;
  }
  assert.deepEqual(seen, [Serving.NOT_SERVING, Serving.SERVING]);
});

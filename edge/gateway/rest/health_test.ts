import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { OpenAPIHono } from "@hono/zod-openapi";
import {
  HealthCheckResponse_ServingStatus as Serving,
  HealthListResponseSchema,
} from "../../../proto/gen/grpc/health/v1/health_pb.ts";
import type { Env } from "../../env.ts";
import { fakeClients } from "../../testing/fake_clients.ts";
import { guestState } from "../../testing/guest_state.ts";
import { healthApi } from "./health.ts";

const NEVER = new Promise<never>(() => {});
const AWAY = () => Promise.reject(new Error("away"));
const ALL = ["order", "order.postgres", "user", "user.postgres", "redis"];

/** Asks for the health of a shop in which some parts do not work; tells the status and which parts are away. */
async function healthOf(
  change: (clients: ReturnType<typeof fakeClients>) => void,
  pingRedis = () => Promise.resolve(),
) {
  const clients = fakeClients();
  change(clients);
  const app = new OpenAPIHono<Env>();
  app.use((c, next) => {
    c.set("state", guestState(clients));
    return next();
  });
  app.route("/", healthApi(pingRedis, 20));
  const response = await app.request("/health/");
  const { status, parts } = await response.json();
  assert.deepEqual(parts.map(({ name }: { name: string }) => name), ALL);
  const away = parts.filter((part: { status: string }) => part.status !== "ok").map(({ name }: { name: string }) =>
    name
  );
  return [response.status, status, away, response.headers.get("cache-control")];
}

const without = (...names: string[]) => () => {
  const statuses = Object.fromEntries(["", "postgres"].map((name) => {
    return [name, { status: names.includes(name) ? Serving.NOT_SERVING : Serving.SERVING }];
  }));
  return Promise.resolve(create(HealthListResponseSchema, { statuses }));
};

Deno.test("GET /health/ says that all is well", async () => {
  assert.deepEqual(await healthOf(() => {}), [200, "ok", [], "no-store"]);
});

Deno.test("GET /health/ answers 503 when the order service is away", async () => {
  const health = await healthOf((clients) => clients.health.order.list = AWAY);
  assert.deepEqual(health, [503, "unavailable", ["order", "order.postgres"], "no-store"]);
});

Deno.test("GET /health/ answers 503 when the order service's database is away", async () => {
  const health = await healthOf((clients) => clients.health.order.list = without("", "postgres"));
  assert.deepEqual(health, [503, "unavailable", ["order", "order.postgres"], "no-store"]);
});

Deno.test("GET /health/ answers 503 while the order service stops", async () => {
  const health = await healthOf((clients) => clients.health.order.list = without(""));
  assert.deepEqual(health, [503, "unavailable", ["order"], "no-store"]);
});

Deno.test("GET /health/ answers 200 without accounts and Redis: guests can still buy", async () => {
  const noUser = await healthOf((clients) => clients.health.user.list = AWAY);
  assert.deepEqual(noUser, [200, "degraded", ["user", "user.postgres"], "no-store"]);
  assert.deepEqual(await healthOf(() => {}, AWAY), [200, "degraded", ["redis"], "no-store"]);
});

Deno.test("GET /health/ does not wait for a part that never answers", async () => {
  const health = await healthOf((clients) => {
    clients.health.order.list = () => NEVER;
    clients.health.user.list = () => NEVER;
  }, () => NEVER);
  assert.deepEqual(health, [503, "unavailable", ALL, "no-store"]);
});

import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import {
  HealthCheckResponse_ServingStatus as Serving,
  type HealthListResponse,
} from "../../../proto/gen/grpc/health/v1/health_pb.ts";
import type { Env } from "../../env.ts";
import { inTime } from "../../in_time.ts";
import { RETRY_AFTER_S } from "../problem.ts";
import { answers, refuseInvalid } from "./answers.ts";
import { needs } from "./declared_access.ts";
import { Health } from "./schemas.ts";

/** A part that takes longer than this to say how it is counts as unavailable. */
const PART_TIMEOUT_MS = 2_000;

type Part = z.input<typeof Health>["parts"][number];

const readHealth = createRoute({
  ...needs("anyone"),
  method: "get",
  path: "/health/",
  operationId: "readHealth",
  tags: ["Operations"],
  summary: "Say how the shop and each of its parts is",
  responses: { 200: answers(Health, "Shoppers can buy"), 503: answers(Health, "An essential part is away") },
});

/**
 * The health endpoint.
 *
 * @param pingRedis Rejects when Redis does not work.
 */
export function healthApi(pingRedis: () => Promise<unknown>, timeoutMs = PART_TIMEOUT_MS): OpenAPIHono<Env> {
  const api = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  api.openapi(readHealth, async (c) => {
    const { order, user } = c.get("state").clients.health;
    const parts = (await Promise.all([
      serviceParts("order", true, inTime(order.list({}), timeoutMs)),
      // Guests browse and buy without accounts, and limits work without Redis, if less well
      serviceParts("user", false, inTime(user.list({}), timeoutMs)),
      inTime(pingRedis(), timeoutMs).then(() => true, () => false).then((ok) => [part("redis", false, ok)]),
    ])).flat();
    const away = parts.filter(({ status }) => status !== "ok");
    const unavailable = away.some(({ essential }) => essential);
    const status = unavailable ? "unavailable" : away.length > 0 ? "degraded" : "ok";
    return c.json(Health.parse({ status, parts }), unavailable ? 503 : 200, {
      "cache-control": "no-store",
      ...(unavailable && { "retry-after": String(RETRY_AFTER_S) }),
    });
  });
  return api;
}

/** A service and what it depends on; a service that says nothing may still have a database that works. */
async function serviceParts(name: string, essential: boolean, listing: Promise<HealthListResponse>): Promise<Part[]> {
  const statuses = await listing.then((response) => response.statuses, () => ({}));
  const serving = new Map(Object.entries(statuses).map(([key, { status }]) => [key, status === Serving.SERVING]));
  const dependencies = new Set([...serving.keys(), "postgres"].filter((key) => key !== ""));
  return [
    part(name, essential, serving.get("") ?? false),
    // What else a service depends on, such as the payment provider, it can do without for a while
    ...[...dependencies].map((key) => {
      return part(`${name}.${key}`, essential && key === "postgres", serving.get(key) ?? false);
    }),
  ];
}

function part(name: string, essential: boolean, ok: boolean): Part {
  return { name, status: ok ? "ok" : "unavailable", essential };
}

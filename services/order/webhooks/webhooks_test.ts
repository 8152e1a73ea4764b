import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { WebhookService } from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { createClient } from "../../kit/grpc/client.ts";
import { createLog } from "../../kit/log.ts";
import { outboxProblems } from "../../kit/outbox/outbox_health.ts";
import { runRelay } from "../../kit/outbox/relay.ts";
import { deliveries, emit, isIdle } from "../../kit/outbox/testing/outbox.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { until } from "../testing/until.ts";
import type { SenderOptions } from "./send_event.ts";
import { webhookService } from "./service.ts";
import { signedHeaders } from "./sign.ts";
import { receiver } from "./testing/receiver.ts";
import { webhookConsumer } from "./webhook_consumer.ts";

const ACTOR = "staff:ada";
const NOW = new Date("2026-06-15T12:00:00Z");

/** A shop that sends webhooks to an endpoint on this machine, named "localhost". */
async function shopWithReceiver(changes: Partial<SenderOptions> = {}) {
  const [shop, endpoint] = await Promise.all([testShop(), receiver()]);
  const { database } = shop;
  const addresses: Record<string, string[]> = { localhost: ["127.0.0.1"] };
  const options: SenderOptions = {
    allowLoopback: true,
    ca: endpoint.ca,
    now: () => NOW,
    resolve: (hostname) => Promise.resolve(addresses[hostname] ?? []),
    ...changes,
  };
  const lines: string[] = [];
  const log = createLog({ process: "test", level: "debug", sink: (line) => lines.push(line) });
  const stop = new AbortController();
  const consumers = [{ ...webhookConsumer(database, options), attempts: 3 }];
  const relay = runRelay({ database, log, consumers, signal: stop.signal, pauseMs: () => 5 });
  const server = await serveForTest([webhookService(database, options)]);
  const client = createClient(WebhookService, await server.connect([WebhookService], "operator"));
  const url = `https://localhost:${endpoint.port}/hooks?shop=1`;
  return {
    database,
    endpoint,
    client,
    addresses,
    url,
    /** All that was logged, by the relay and by the server. */
    logged: () => [...lines, ...server.logged.map((entry) => JSON.stringify(entry))].join("\n"),
    async save(
      fields: { id?: string; url?: string; eventTypes?: string[]; isActive?: boolean; renewSecret?: boolean } = {},
    ) {
      const wish = {
        id: crypto.randomUUID(),
        actor: ACTOR,
        url,
        eventTypes: ["order.paid"],
        isActive: true,
        ...fields,
      };
      const { endpoint: saved, secret } = await client.saveEndpoint(wish);
      return { ...saved!, secret };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await relay;
      await server[Symbol.asyncDispose]();
      await endpoint[Symbol.asyncDispose]();
      await shop[Symbol.asyncDispose]();
    },
  };
}

function bytesOf(secret: string): Uint8Array {
  return Buffer.from(secret.replace("whsec_", ""), "base64");
}

Deno.test("webhooks tell an endpoint of what it wants to hear, signed with its secret", async () => {
  await using shop = await shopWithReceiver();
  const { id: endpointId, secret } = await shop.save();
  await emit(shop.database, "order:SF-1", "order.placed", { number: "SF-1" });
  const id = await emit(shop.database, "order:SF-1", "order.paid", { number: "SF-1" });
  await until(() => isIdle(shop.database));
  const [received, ...others] = shop.endpoint.received;
  assert.equal(others.length, 0);
  const { at, ...rest } = JSON.parse(received!.body);
  assert.deepEqual(rest, { id, type: "order.paid", sequence: 2, subject: "order:SF-1", data: { number: "SF-1" } });
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  const signed = signedHeaders(bytesOf(secret), { id, at: NOW, body: received!.body });
  for (const [name, value] of Object.entries(signed)) assert.equal(received!.headers[name], value);
  assert.deepEqual([received!.path, received!.headers["content-type"]], ["/hooks?shop=1", "application/json"]);
  assert.deepEqual(await outboxProblems(shop.database), []);
  const { endpoints } = await shop.client.listEndpoints({});
  assert.deepEqual(endpoints.map((endpoint) => [endpoint.id, endpoint.isActive, endpoint.changedBy]), [
    [endpointId, true, ACTOR],
  ]);
});

Deno.test("webhooks show a secret once, keep it when the endpoint changes, and renew it when asked; no log has it", async () => {
  await using shop = await shopWithReceiver();
  const first = await shop.save();
  assert.match(first.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { id } = first;
  assert.equal((await shop.save({ id, eventTypes: ["*"] })).secret, "");
  const renewed = await shop.save({ id, renewSecret: true });
  assert.match(renewed.secret, /^whsec_/);
  assert.notEqual(renewed.secret, first.secret);
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(() => isIdle(shop.database));
  const { headers, body } = shop.endpoint.received[0]!;
  const signed = signedHeaders(bytesOf(renewed.secret), { id: String(headers["webhook-id"]), at: NOW, body });
  assert.equal(headers["webhook-signature"], signed["webhook-signature"]);
  for (const { secret } of [first, renewed]) assert.ok(!shop.logged().includes(secret.slice("whsec_".length)));
});

Deno.test("webhooks are sent again until the endpoint accepts one, and are a dead letter when it never does", async () => {
  await using shop = await shopWithReceiver();
  await shop.save();
  const statuses = [503, 302, 200, 500, 500, 500];
  shop.endpoint.answer = (response) => {
    response.statusCode = statuses.shift()!;
    response.setHeader("location", `https://localhost:${shop.endpoint.port}/elsewhere`);
    response.end();
  };
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(() => isIdle(shop.database));
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(() => isIdle(shop.database));
  assert.deepEqual(await deliveries(shop.database), { done: 1, dead: 1 });
  assert.deepEqual(
    [...new Set(shop.endpoint.received.map(({ path }) => path))],
    ["/hooks?shop=1"],
    "no redirect is followed",
  );
  const ids = shop.endpoint.received.map(({ headers }) => headers["webhook-id"]);
  assert.deepEqual([new Set(ids.slice(0, 3)).size, new Set(ids).size], [1, 2], "attempts share an id");
  const [dead] = await shop.database`select error from outbox_deliveries where status = 'dead'`;
  assert.equal(dead!.error, "Error: Cannot tell the endpoint: it answered 500");
});

Deno.test("webhooks do not wait for an endpoint that never answers, nor for all of what it says", async () => {
  await using shop = await shopWithReceiver({ timeoutMs: 50 });
  await shop.save();
  const waiting: ServerResponse[] = [];
  shop.endpoint.answer = (response) => waiting.push(response);
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(async () => (await deliveries(shop.database)).dead === 1);
  const [dead] = await shop.database`select error from outbox_deliveries`;
  assert.match(dead!.error, /did not answer within 50 ms/);
  const isBroken = Promise.withResolvers<void>();
  shop.endpoint.answer = (response) => {
    response.on("close", () => isBroken.resolve());
    response.write("endless"); // and never ends
  };
  await emit(shop.database, "order:SF-2", "order.paid");
  await until(() => isIdle(shop.database));
  await isBroken.promise;
  assert.deepEqual(await deliveries(shop.database), { dead: 1, done: 1 });
});

Deno.test("webhooks stop for an endpoint that is gone, and what it has not had is discarded", async () => {
  await using shop = await shopWithReceiver();
  const { id } = await shop.save();
  shop.endpoint.answer = (response) => {
    response.statusCode = 410;
    response.end();
  };
  await shop.database`select emit_event('order:SF-' || n % 3, 'order.paid', '{}') from generate_series(1, 9) n`;
  await until(() => isIdle(shop.database));
  const { endpoints: [endpoint] } = await shop.client.listEndpoints({});
  assert.deepEqual([endpoint!.isActive, endpoint!.disabledReason], [false, "it answered 410 Gone"]);
  assert.deepEqual(await deliveries(shop.database), { discarded: 9 });
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(() => isIdle(shop.database));
  assert.deepEqual(await deliveries(shop.database), { discarded: 9 });
  shop.endpoint.answer = (response) => response.end();
  await shop.save({ id });
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(async () => (await deliveries(shop.database)).done === 1);
  assert.deepEqual(await outboxProblems(shop.database), []);
});

Deno.test("webhooks go to no address of a local network, whenever the name began to stand for one", async () => {
  await using shop = await shopWithReceiver({ allowLoopback: false });
  for (const url of [shop.url, "https://10.0.0.1/", "http://hooks.example/", "https://unknown.example/"]) {
    await assert.rejects(shop.save({ url }), failsWith(ErrorCode.INVALID_ARGUMENT, "url"));
  }
  shop.addresses.localhost = ["93.184.216.34"];
  const { id } = await shop.save();
  shop.addresses.localhost = ["127.0.0.1"];
  const answer = await shop.client.sendTest({ id });
  assert.deepEqual([answer.isAccepted, answer.error], [false, "its host is not on the public internet"]);
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(async () => (await deliveries(shop.database)).dead === 1);
  assert.deepEqual(shop.endpoint.received, []);
});

Deno.test("webhooks connect to the address that was checked, and to nobody who cannot prove the name", async () => {
  await using shop = await shopWithReceiver();
  shop.addresses["hooks.example"] = ["127.0.0.1"]; // no resolver but ours knows it
  const { id } = await shop.save({ url: `https://hooks.example:${shop.endpoint.port}/` });
  const answer = await shop.client.sendTest({ id });
  assert.match(answer.error, /not match certificate/);
  await using plain = await receiver("http");
  await shop.save({ id, url: `http://hooks.example:${plain.port}/` });
  assert.equal((await shop.client.sendTest({ id })).isAccepted, true);
  assert.equal(plain.received[0]!.headers.host, `hooks.example:${plain.port}`);
});

Deno.test("webhooks of an endpoint that is switched off or removed are discarded", async () => {
  await using shop = await shopWithReceiver();
  const [off, gone] = await Promise.all([shop.save(), shop.save()]);
  shop.endpoint.answer = (response) => {
    response.statusCode = 500;
    response.end();
  };
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(async () => (await deliveries(shop.database)).dead === 2);
  await shop.save({ id: off.id, isActive: false });
  await shop.client.removeEndpoint({ id: gone.id });
  assert.deepEqual(await deliveries(shop.database), { discarded: 2 });
  await emit(shop.database, "order:SF-1", "order.paid");
  await until(() => isIdle(shop.database));
  assert.deepEqual(await deliveries(shop.database), { discarded: 2 });
  await assert.rejects(shop.client.removeEndpoint({ id: gone.id }), failsWith(ErrorCode.NOT_FOUND));
  await assert.rejects(shop.client.sendTest({ id: gone.id }), failsWith(ErrorCode.NOT_FOUND));
});

Deno.test("sendTest() sends one event and says how the endpoint answered", async () => {
  await using shop = await shopWithReceiver();
  const { id } = await shop.save({ isActive: false });
  const { isAccepted, httpStatus, error } = await shop.client.sendTest({ id });
  assert.deepEqual([isAccepted, httpStatus, error], [true, 200, ""]);
  assert.equal(JSON.parse(shop.endpoint.received[0]!.body).type, "webhook.test");
});

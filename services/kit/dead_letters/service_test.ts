import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import {
  type DeadLetter,
  DeadLetterKind,
  OperationsService,
} from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { createClient } from "../grpc/client.ts";
import { createLog } from "../log.ts";
import type { Consumer } from "../outbox/consumer.ts";
import { emit, isIdle, testOutbox } from "../outbox/testing/outbox.ts";
import { until } from "../testing/until.ts";
import { WorkflowEngine } from "../workflow/engine.ts";
import { operationsService } from "./service.ts";

const ACTOR = "staff:ada";

/** A shop where workflows and consumers fail until they are told not to. */
async function brokenShop() {
  const outbox = await testOutbox();
  const { database } = outbox;
  const stop = new AbortController();
  const health = { isWell: false, heard: [] as number[] };
  const consumer: Consumer = {
    name: "mail",
    types: ["*"],
    attempts: 2,
    deliver: ({ sequence }) => {
      if (!health.isWell) throw new Error("the mail server is away");
      return Promise.resolve(void health.heard.push(sequence));
    },
  };
  const log = createLog({ process: "test", sink: () => {} });
  const engine = new WorkflowEngine(database, { log, pollMs: 20, random: () => 0, graceMs: 0 });
  const flow = engine.define<{ number: string; amount: bigint }, string>({
    name: "ship",
    run: async (run) => {
      await run.step("pack", () => Promise.resolve("packed"));
      return await run.step("send", () => {
        if (!health.isWell) throw new Error("the carrier is away");
        return Promise.resolve("sent");
      }, { retry: { attempts: 2 } });
    },
  });
  const working = engine.run(stop.signal);
  outbox.start([consumer]);
  const server = await serveForTest([operationsService(database)]);
  const client = createClient(OperationsService, await server.connect([OperationsService], "operator"));
  return {
    database,
    client,
    health,
    /** Starts a run that dies. */
    async failRun(number: string) {
      const id = crypto.randomUUID();
      await engine.start(database, flow, { id, input: { number, amount: 5n }, subject: number });
      await until(async () =>
        (await database`select from workflow_runs where id = ${id} and status = 'dead'`).length > 0
      );
      return `run:${id}`;
    },
    /** Writes an event whose delivery dies. */
    async failDelivery(number: string) {
      const id = await emit(database, `order:${number}`, "order.paid", { number });
      await until(() => isIdle(database));
      return `delivery:${id}:mail`;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await working;
      await server[Symbol.asyncDispose]();
      await outbox[Symbol.asyncDispose]();
    },
  };
}

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}

Deno.test("listDeadLetters() pages runs and deliveries together, the latest first", async () => {
  await using shop = await brokenShop();
  const ids: string[] = [];
  for (const number of ["SF-1", "SF-2", "SF-3"]) {
    ids.unshift(await shop.failRun(number), await shop.failDelivery(number));
  }
  await shop.database`update workflow_runs set finished_at = '2026-06-15T12:00:00Z'`; // letters of one instant are parted too
  await shop.database`update outbox_deliveries set finished_at = '2026-06-15T12:00:00Z'`;
  const letters: DeadLetter[] = [];
  let cursor = "";
  do {
    const page = await shop.client.listDeadLetters({ pageSize: 2, cursor });
    assert.equal(page.letters.length, 2);
    letters.push(...page.letters);
    cursor = page.nextCursor;
  } while (cursor !== "");
  assert.deepEqual(letters.map(({ id }) => id).toSorted(), ids.toSorted());
  const delivery = letters.find(({ kind }) => kind === DeadLetterKind.DELIVERY)!;
  assert.deepEqual([delivery.name, delivery.eventType, delivery.status], ["mail", "order.paid", "dead"]);
  assert.equal(delivery.error, "Error: the mail server is away");
  const run = letters.find(({ kind }) => kind === DeadLetterKind.RUN)!;
  assert.deepEqual([run.name, run.error.includes("the carrier is away")], ["ship", true]);
  await assert.rejects(shop.client.listDeadLetters({ cursor: "bm8=" }), failsWith(ErrorCode.INVALID_ARGUMENT));
});

Deno.test("getDeadLetter() shows what a run was given and did, and what an event says", async () => {
  await using shop = await brokenShop();
  const run = await shop.client.getDeadLetter({ id: await shop.failRun("SF-1") });
  assert.deepEqual(JSON.parse(run.inputJson), { number: "SF-1", amount: "5" });
  assert.deepEqual(run.steps.map(({ name, state }) => [name, state]), [["pack", "done"], ["send", "failed"]]);
  assert.equal(run.steps[1]!.attempts, 2);
  const delivery = await shop.client.getDeadLetter({ id: await shop.failDelivery("SF-1") });
  assert.deepEqual([JSON.parse(delivery.inputJson), delivery.attempts], [{ number: "SF-1" }, 2]);
  const unknown = ["", "x", `run:${crypto.randomUUID()}`, `delivery:${crypto.randomUUID()}:mail`, "run:'; --"];
  for (const id of unknown.slice(1)) {
    await assert.rejects(shop.client.getDeadLetter({ id }), failsWith(ErrorCode.NOT_FOUND));
  }
  await assert.rejects(shop.client.getDeadLetter({ id: "" }), failsWith(ErrorCode.INVALID_ARGUMENT));
});

Deno.test("replayDeadLetter() lets both kinds go on, once, and keeps who did it", async () => {
  await using shop = await brokenShop();
  const ids = [await shop.failRun("SF-1"), await shop.failDelivery("SF-1")];
  shop.health.isWell = true;
  await emit(shop.database, "order:SF-1", "order.packed");
  await until(() => isIdle(shop.database));
  for (const id of ids) {
    await shop.client.replayDeadLetter({ id, actor: ACTOR });
    await until(async () => (await shop.client.getDeadLetter({ id })).letter?.status === "done");
    await assert.rejects(shop.client.replayDeadLetter({ id, actor: ACTOR }), failsWith(ErrorCode.WRONG_STATE));
    const { interventions } = await shop.client.getDeadLetter({ id });
    assert.deepEqual(interventions.map(({ action, actor }) => [action, actor]), [["replay", ACTOR]]);
  }
  assert.deepEqual(shop.health.heard, [2, 1], "what came meanwhile was delivered before");
  assert.deepEqual((await shop.client.listDeadLetters({})).letters, []);
});

Deno.test("replayDeadLetter() gives a delivery all its attempts anew", async () => {
  await using shop = await brokenShop();
  const id = await shop.failDelivery("SF-1");
  await shop.client.replayDeadLetter({ id, actor: ACTOR });
  await until(async () => {
    const { letter, attempts } = await shop.client.getDeadLetter({ id });
    return letter?.status === "dead" && attempts === 2;
  });
});

Deno.test("discardDeadLetter() gives both kinds up for ever, and keeps who did it and why", async () => {
  await using shop = await brokenShop();
  for (const id of [await shop.failRun("SF-1"), await shop.failDelivery("SF-1")]) {
    await assert.rejects(
      shop.client.discardDeadLetter({ id, actor: ACTOR, reason: "" }),
      failsWith(ErrorCode.INVALID_ARGUMENT),
    );
    await shop.client.discardDeadLetter({ id, actor: ACTOR, reason: "sent by hand" });
    const { letter, interventions } = await shop.client.getDeadLetter({ id });
    assert.equal(letter?.status, "discarded");
    assert.deepEqual(interventions.map(({ actor, reason }) => [actor, reason]), [[ACTOR, "sent by hand"]]);
    await assert.rejects(shop.client.replayDeadLetter({ id, actor: ACTOR }), failsWith(ErrorCode.WRONG_STATE));
  }
  assert.deepEqual((await shop.client.listDeadLetters({})).letters, []);
});

Deno.test("getProgress() shows the runs and events of a subject", async () => {
  await using shop = await brokenShop();
  await shop.failRun("SF-1");
  await shop.failDelivery("SF-1");
  shop.health.isWell = true;
  await emit(shop.database, "order:SF-1", "order.packed");
  await emit(shop.database, "order:SF-2", "order.paid");
  await until(() => isIdle(shop.database));
  const { runs, events } = await shop.client.getProgress({ subject: "order:SF-1" });
  assert.deepEqual(runs.map(({ workflow, status, steps }) => [workflow, status, steps.length]), [["ship", "dead", 2]]);
  assert.deepEqual(
    events.map(({ sequence, type, deliveries }) => [sequence, type, deliveries.map(({ status }) => status)]),
    [[1, "order.paid", ["dead"]], [2, "order.packed", ["done"]]],
  );
  assert.deepEqual((await shop.client.getProgress({ subject: "order:SF-9" })).events, []);
});

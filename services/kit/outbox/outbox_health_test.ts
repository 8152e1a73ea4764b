import assert from "node:assert/strict";
import { openDatabase } from "../database.ts";
import { createLog } from "../log.ts";
import { until } from "../testing/until.ts";
import type { Consumer } from "./consumer.ts";
import { checkRelay, outboxLag, outboxProblems, tellOfLag } from "./outbox_health.ts";
import { pruneOutbox } from "./prune_outbox.ts";
import { emit, isIdle, testOutbox } from "./testing/outbox.ts";

const deaf: Consumer = { name: "deaf", types: ["*"], deliver: () => Promise.resolve() };
const sick: Consumer = { name: "sick", types: ["bad"], attempts: 1, deliver: () => Promise.reject(new Error("no")) };

Deno.test("outboxLag() counts what waits, and how long the oldest has", async () => {
  await using outbox = await testOutbox();
  assert.deepEqual(await outboxLag(outbox.database), { undispatched: 0, pending: 0, dead: 0, oldestSeconds: 0 });
  await emit(outbox.database, "s:1", "bad");
  await outbox.database`update outbox_events set created_at = now() - interval '90 s'`;
  const lag = await outboxLag(outbox.database);
  assert.deepEqual([lag.undispatched, Math.floor(lag.oldestSeconds / 10)], [1, 9]);
  outbox.start([deaf, sick]);
  await until(() => isIdle(outbox.database));
  assert.deepEqual(await outboxLag(outbox.database), { undispatched: 0, pending: 0, dead: 1, oldestSeconds: 0 });
  await outbox.database`update outbox_deliveries set status = 'pending', next_at = 'infinity' where status = 'dead'`;
  const waiting = await outboxLag(outbox.database);
  assert.deepEqual([waiting.pending, Math.floor(waiting.oldestSeconds / 10)], [1, 9]);
});

Deno.test("checkRelay() rejects when nobody hands events on, not while a consumer waits", async () => {
  await using outbox = await testOutbox();
  await checkRelay(outbox.database);
  await emit(outbox.database, "s:1", "bad");
  await checkRelay(outbox.database);
  await outbox.database`update outbox_events set created_at = now() - interval '61 s'`;
  await assert.rejects(checkRelay(outbox.database), /^Error: Cannot hand events on/);
  outbox.start([sick]);
  await until(() => isIdle(outbox.database));
  await outbox.database`update outbox_deliveries set status = 'pending', next_at = 'infinity'`;
  await checkRelay(outbox.database);
});

Deno.test("checkRelay() says nothing of events while the database is away", async () => {
  const away = openDatabase("postgres://nobody@127.0.0.1:1/nothing", { name: "test" });
  await checkRelay(away);
  await away.end();
});

Deno.test("tellOfLag() warns with the figures once an event has waited for five minutes", async () => {
  await using outbox = await testOutbox();
  const lines: string[] = [];
  const log = createLog({ process: "test", sink: (line) => lines.push(line) });
  await emit(outbox.database, "s:1", "bad");
  await tellOfLag(outbox.database, log);
  assert.deepEqual(lines, []);
  await outbox.database`update outbox_events set created_at = now() - interval '301 s'`;
  await tellOfLag(outbox.database, log);
  const { level, message, undispatched, pending, dead, oldest_s: oldest } = JSON.parse(lines[0]!);
  assert.deepEqual([level, message, undispatched, pending, dead], ["warn", "events wait", 1, 0, 0]);
  assert.ok(oldest >= 301 && oldest < 330, `${oldest} s`);
});

Deno.test("outboxProblems() finds each way in which the books can be wrong", async () => {
  await using outbox = await testOutbox();
  outbox.start([deaf, sick]);
  for (const type of ["good", "bad", "good", "nobody's"]) await emit(outbox.database, "s:1", type);
  await until(() => isIdle(outbox.database));
  assert.deepEqual(await outboxProblems(outbox.database), []);
  const harms = [
    `delete from outbox_deliveries where sequence = 2 and consumer = 'sick'`,
    `delete from outbox_events where sequence = 2`,
    `delete from outbox_events where sequence = 4`,
    `update outbox_deliveries set sequence = 7 where sequence = 1`,
    `update outbox_events set dispatched_at = null where sequence = 1`,
    `
      insert into outbox_deliveries (event_id, consumer, subject, sequence)
      select id, 'twice', subject, sequence from outbox_events where sequence = 3`,
  ];
  for (const harm of harms) {
    const undo = new Error("undo");
    await assert.rejects(
      outbox.database.begin(async (tx) => {
        await tx.unsafe(harm);
        assert.equal((await outboxProblems(tx)).length, 1, harm);
        throw undo;
      }),
      undo,
    );
  }
});

Deno.test("pruneOutbox() removes what is old and finished, and leaves no gap behind", async () => {
  await using outbox = await testOutbox();
  outbox.start([deaf, sick]);
  for (const type of ["good", "bad", "good"]) await emit(outbox.database, "s:1", type);
  for (const type of ["good", "good", "good"]) await emit(outbox.database, "s:2", type);
  await until(() => isIdle(outbox.database));
  assert.equal(await pruneOutbox(outbox.database, 30), 0);
  await outbox.database`
    update outbox_events set dispatched_at = now() - interval '31 days' where (subject, sequence) <> ('s:2', 3)`;
  assert.equal(await pruneOutbox(outbox.database, 30), 3);
  const left = await outbox.database`select subject, sequence from outbox_events order by subject, sequence`;
  assert.deepEqual(left.map(({ subject, sequence }) => `${subject} ${sequence}`), ["s:1 2", "s:1 3", "s:2 3"]);
  await emit(outbox.database, "s:2", "good");
  await until(() => isIdle(outbox.database));
  assert.deepEqual(await outboxProblems(outbox.database), []);
});

import assert from "node:assert/strict";
import type { Query } from "../database.ts";
import { createLog } from "../log.ts";
import { openDatabase } from "../database.ts";
import { until } from "../testing/until.ts";
import { type Consumer, type OutboxEvent, Undeliverable } from "./consumer.ts";
import { deliveries, emit, isIdle, testOutbox } from "./testing/outbox.ts";

/** Counts what it hears, per subject, in the database. */
const tally: Consumer = {
  name: "tally",
  types: ["*"],
  inTransaction: async (tx, events) => {
    await tx`
      insert into tallies (subject, n) select *, 1 from unnest(${events.map(({ subject }) => subject)}::text[])
      on conflict (subject) do update set n = tallies.n + 1`;
  },
};

/** Remembers what it hears. */
function recorder(name: string, types: string[], heard: OutboxEvent[]): Consumer {
  return { name, types, deliver: (event) => Promise.resolve(void heard.push(event)) };
}

async function outboxWithTallies() {
  const outbox = await testOutbox();
  await outbox.database`create table tallies (subject text primary key, n int not null)`;
  return outbox;
}

async function tallies(query: Query): Promise<Record<string, number>> {
  const rows = await query<{ subject: string; n: number }[]>`select subject, n from tallies order by subject`;
  return Object.fromEntries(rows.map(({ subject, n }) => [subject, n]));
}

Deno.test("runRelay() hands each event to whoever wants its type, as it was written", async () => {
  await using outbox = await outboxWithTallies();
  const paid: OutboxEvent[] = [];
  const all: OutboxEvent[] = [];
  outbox.start([recorder("paid", ["order.paid"], paid), recorder("all", ["*"], all), tally]);
  await until(async () => (await outbox.database`select from outbox_consumers`).length === 3);
  const id = await emit(outbox.database, "order:1", "order.paid", { number: "1" });
  await emit(outbox.database, "order:1", "order.packed");
  await until(() => isIdle(outbox.database));
  const { at, ...event } = paid[0]!;
  assert.deepEqual(event, { id, subject: "order:1", sequence: 1, type: "order.paid", payload: { number: "1" } });
  assert.ok(at instanceof Date);
  assert.equal(paid.length, 1);
  assert.deepEqual(all.map(({ type, sequence }) => [type, sequence]), [["order.paid", 1], ["order.packed", 2]]);
  assert.deepEqual(await tallies(outbox.database), { "order:1": 2 });
});

Deno.test("runRelay() hands nothing on of a transaction that was undone", async () => {
  await using outbox = await outboxWithTallies();
  outbox.start([tally]);
  await assert.rejects(outbox.database.begin(async (tx) => {
    await emit(tx, "order:1", "order.paid");
    throw new Error("no");
  }));
  await emit(outbox.database, "order:1", "order.paid");
  await until(async () => Object.keys(await tallies(outbox.database)).length > 0);
  assert.deepEqual(await tallies(outbox.database), { "order:1": 1 });
});

Deno.test("runRelay() makes a poison event a dead letter, and others pass it meanwhile", async () => {
  await using outbox = await testOutbox();
  const heard: number[] = [];
  let attempts = 0;
  outbox.start([{
    name: "picky",
    types: ["*"],
    attempts: 3,
    parallel: 1,
    deliver: ({ payload, subject }) => {
      if (subject === "order:poison" && payload.bad) {
        attempts++;
        throw new Error("Cannot eat this\0");
      }
      return Promise.resolve(void heard.push(Number(payload.n)));
    },
  }]);
  await emit(outbox.database, "order:poison", "order.paid", { bad: true });
  await emit(outbox.database, "order:poison", "order.paid", { n: 0 });
  for (const n of [1, 2, 3]) await emit(outbox.database, `order:${n}`, "order.paid", { n });
  await until(() => isIdle(outbox.database));
  assert.equal(attempts, 3);
  assert.deepEqual(await deliveries(outbox.database), { done: 4, dead: 1 });
  assert.deepEqual(heard.toSorted(), [0, 1, 2, 3]);
  assert.equal(heard.at(-1), 0, "the poisoned subject goes on last");
  const [dead] = await outbox.database`select error, attempts from outbox_deliveries where status = 'dead'`;
  assert.deepEqual({ ...dead }, { error: "Error: Cannot eat this", attempts: 3 });
});

Deno.test("runRelay() tries no further when the consumer says that nothing can help", async () => {
  await using outbox = await testOutbox();
  let attempts = 0;
  const deliver = () => {
    attempts++;
    throw new Undeliverable("Cannot send: there is no such address");
  };
  outbox.start([{ name: "mail", types: ["*"], deliver }]);
  await emit(outbox.database, "order:1", "order.paid");
  await until(async () => (await deliveries(outbox.database)).dead === 1);
  assert.equal(attempts, 1);
});

Deno.test("runRelay() hands a local consumer several events at once, and those it fails for one by one", async () => {
  await using outbox = await outboxWithTallies();
  const batches: string[][] = [];
  const consumer: Consumer = {
    name: "picky",
    types: ["*"],
    attempts: 1,
    parallel: 1,
    inTransaction: async (tx, events) => {
      batches.push(events.map(({ subject }) => subject));
      await tally.inTransaction(tx, events);
      if (events.some(({ subject }) => subject === "order:2")) throw new Error("not this one");
    },
  };
  const relay = outbox.start([consumer]);
  await until(async () => (await outbox.database`select from outbox_consumers`).length === 1);
  await relay.stop();
  for (const n of [1, 2, 3]) await emit(outbox.database, `order:${n}`, "order.paid");
  outbox.start([consumer]);
  await until(() => isIdle(outbox.database));
  assert.deepEqual(batches.map((batch) => batch.toSorted()), [
    ["order:1", "order:2", "order:3"],
    ...batches[0]!.map((subject) => [subject]),
  ]);
  assert.deepEqual(await tallies(outbox.database), { "order:1": 1, "order:3": 1 });
  assert.deepEqual(await deliveries(outbox.database), { dead: 1, done: 2 });
});

Deno.test("runRelay() undoes the effect of a local consumer that fails, and writes the failure down", async () => {
  await using outbox = await outboxWithTallies();
  const consumer: Consumer = {
    name: "half",
    types: ["*"],
    attempts: 2,
    inTransaction: async (tx, events) => {
      await tally.inTransaction(tx, events);
      await tx`select 1 / 0`;
    },
  };
  outbox.start([consumer]);
  await emit(outbox.database, "order:1", "order.paid");
  await until(async () => (await deliveries(outbox.database)).dead === 1);
  assert.deepEqual(await tallies(outbox.database), {});
});

Deno.test("runRelay() breaks a delivery off that takes too long, whether it heeds the signal or not", async () => {
  await using outbox = await testOutbox();
  const signals: AbortSignal[] = [];
  const never = new Promise<void>(() => {});
  const deliver = (_event: OutboxEvent, signal: AbortSignal) => {
    signals.push(signal);
    return never;
  };
  outbox.start([{ name: "slow", types: ["*"], attempts: 2, deliver }], { timeoutMs: 20 });
  await emit(outbox.database, "order:1", "order.paid");
  await until(async () => (await deliveries(outbox.database)).dead === 1);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, true]);
  const [dead] = await outbox.database`select error from outbox_deliveries`;
  assert.match(dead!.error, /not done after 20 ms/);
});

Deno.test("runRelay() gives back what is at work when it is stopped, without counting an attempt", async () => {
  await using outbox = await testOutbox();
  const begun = Promise.withResolvers<void>();
  const deliver = () => {
    begun.resolve();
    return new Promise<void>(() => {});
  };
  await emit(outbox.database, "order:1", "order.paid");
  const relay = outbox.start([{ name: "slow", types: ["*"], deliver }]);
  await begun.promise;
  await relay.stop();
  const [left] = await outbox.database`
    select status, attempts, owner, next_at <= now() as "isDue" from outbox_deliveries`;
  assert.deepEqual({ ...left }, { status: "pending", attempts: 0, owner: null, isDue: true });
});

Deno.test("runRelay() of the next process takes over what one that was killed had claimed, when its lease ends", async () => {
  await using outbox = await outboxWithTallies();
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // It holds neither transaction nor connection, as one that was killed
  const killed: Consumer = { name: "mail", types: ["*"], deliver: () => (begun.resolve(), goOn.promise) };
  await emit(outbox.database, "order:1", "order.paid");
  outbox.start([killed], { leaseSeconds: 0.3 });
  await begun.promise;
  const heard: OutboxEvent[] = [];
  outbox.start([recorder("mail", ["*"], heard)]);
  await until(() => heard.length === 1);
  await until(() => isIdle(outbox.database));
  goOn.resolve(); // the first comes back to life, and finds that it is done
  await emit(outbox.database, "order:1", "order.paid");
  await until(() => isIdle(outbox.database));
  assert.deepEqual(await deliveries(outbox.database), { done: 2 });
});

Deno.test("runRelay() outlives a failing database, says so once, and goes on when it is back", async () => {
  await using outbox = await outboxWithTallies();
  const lines: string[] = [];
  const log = createLog({ process: "test", format: "text", sink: (line) => lines.push(line) });
  outbox.start([tally], { log });
  await emit(outbox.database, "order:1", "order.paid");
  await until(() => isIdle(outbox.database));
  await outbox.database`alter table outbox_deliveries rename to hidden`;
  await emit(outbox.database, "order:2", "order.paid");
  await until(() => lines.length > 0);
  const other = openDatabase(outbox.url, { name: "other", connections: 1 });
  await other`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await other`alter table hidden rename to outbox_deliveries`;
  await other.end();
  await until(() => lines.length === 2);
  await until(async () => (await tallies(outbox.database))["order:2"] === 1);
  assert.match(lines[0]!, /^warn +Cannot hand events on: trying again/);
  assert.match(lines[1]!, /^info +Events are handed on again/);
});

Deno.test("runRelay() writes a failure down after a deadlock over it, without waiting for the lease", async () => {
  await using outbox = await testOutbox();
  const { database } = outbox;
  const messages: string[] = [];
  const log = createLog({ process: "test", sink: (line) => messages.push(JSON.parse(line).message) });
  const [isAtWork, mayFail] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const deliver = async () => {
    if (calls++ > 0) return;
    isAtWork.resolve();
    await mayFail.promise;
    throw new Error("not now");
  };
  outbox.start([{ name: "mail", types: ["*"], deliver }], { log });
  await until(async () => (await database`select from outbox_consumers`).length === 1);
  await database.begin(async (tx) => {
    for (const type of ["order.placed", "order.paid"]) await emit(tx, "order:1", type);
  });
  await isAtWork.promise;
  await database.begin(async (tx) => {
    // As remove_consumer() may: the second first. The relay puts off the first, and then the second
    await tx`select from outbox_deliveries where sequence = 2 for update`;
    mayFail.resolve();
    await until(async () =>
      (await database`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length > 0
    );
    await tx`select from outbox_deliveries where sequence = 1 for update`;
  });
  await until(() => isIdle(database));
  assert.equal(calls, 3);
  assert.deepEqual(messages, ["Cannot deliver an event: trying again later"]);
});

Deno.test("runRelay() drains the backlog of a time when none ran", async () => {
  await using outbox = await outboxWithTallies();
  await outbox.database`
    insert into outbox_consumers (name, types) values ('tally', '{*}')`;
  await outbox.database`
    select emit_event('order:' || n % 300, 'order.paid', '{}') from generate_series(1, 1500) n`;
  for (let replica = 0; replica < 3; replica++) outbox.start([tally]);
  await until(() => isIdle(outbox.database));
  const counts = Object.values(await tallies(outbox.database));
  assert.deepEqual([counts.length, new Set(counts)], [300, new Set([5])]);
});

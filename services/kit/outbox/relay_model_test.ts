import assert from "node:assert/strict";
import fc from "fast-check";
import { delay } from "../delay.ts";
import { openDatabase } from "../database.ts";
import { until } from "../testing/until.ts";
import type { Consumer, OutboxEvent } from "./consumer.ts";
import { outboxProblems } from "./outbox_health.ts";
import { deliveries, emit, isIdle, testOutbox } from "./testing/outbox.ts";

const RUNS = 4;

/** Whatever comes, in the order in which it comes: what a local consumer leaves must be a function of this alone. */
const journal: Consumer = {
  name: "journal",
  types: ["*"],
  attempts: 1_000,
  inTransaction: async (tx, events) => {
    for (const { subject, sequence } of events) {
      await tx`insert into journal (subject, sequence) values (${subject}, ${sequence})`;
    }
  },
};

/** Fails now and then, before or after its effect, as `isFine` says for each call. */
function shaky(consumer: Consumer, isFine: () => boolean): Consumer {
  const run = async (work: () => Promise<void>) => {
    if (!isFine()) throw new Error("before");
    await work();
    if (!isFine()) throw new Error("after");
  };
  return "inTransaction" in consumer
    ? { ...consumer, inTransaction: (tx, events) => run(() => consumer.inTransaction(tx, events)) }
    : { ...consumer, deliver: (event, signal, name) => run(() => consumer.deliver(event, signal, name)) };
}

async function outboxWithJournal() {
  const outbox = await testOutbox();
  await outbox.database`
    create table journal (position bigint generated always as identity, subject text, sequence int)`;
  return outbox;
}

Deno.test("runRelay() of three replicas that fail at random keeps each subject's order, locally exactly once", async () => {
  const chance = fc.infiniteStream(fc.integer({ min: 0, max: 3 }).map((n) => n > 0));
  const subjects = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(subjects, chance, async (written, coin) => {
      await using outbox = await outboxWithJournal();
      const heard: OutboxEvent[] = [];
      const remote: Consumer = {
        name: "remote",
        types: ["*"],
        attempts: 1_000,
        deliver: (event) => Promise.resolve(void heard.push(event)),
      };
      const isFine = () => coin.next().value as boolean;
      const consumers = [shaky(journal, isFine), shaky(remote, isFine)];
      for (let replica = 0; replica < 3; replica++) outbox.start(consumers);
      const [half, rest] = [written.slice(0, written.length / 2), written.slice(written.length / 2)];
      for (const subject of half) await emit(outbox.database, `s:${subject}`, "t");
      await Promise.all(rest.map((subject) => emit(outbox.database, `s:${subject}`, "t")));
      await until(async () => await isIdle(outbox.database));
      const local = await outbox.database<{ subject: string; sequence: number }[]>`
        select subject, sequence from journal order by position`;
      for (const subject of new Set(written)) {
        const expected = written.filter((other) => other === subject).map((_, i) => i + 1);
        const of = <T extends { subject: string }>(event: T) => event.subject === `s:${subject}`;
        assert.deepEqual(local.filter(of).map(({ sequence }) => sequence), expected);
        // Elsewhere an event may come again, until it is done; never does one come after a later one
        const sequences = heard.filter(of).map(({ sequence }) => sequence);
        assert.deepEqual([...new Set(sequences)], expected);
        assert.deepEqual(sequences, sequences.toSorted((a, b) => a - b));
      }
      assert.deepEqual(await outboxProblems(outbox.database), []);
      assert.deepEqual(await deliveries(outbox.database), { done: written.length * 2 });
    }),
    { numRuns: RUNS },
  );
});

Deno.test("runRelay() whose connections are cut at random loses and repeats nothing in its own database", async () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(pauses, async (cuts) => {
      await using outbox = await outboxWithJournal();
      const other = openDatabase(outbox.url, { name: "other", connections: 1 });
      await other`select emit_event('s:' || n % 10, 't', '{}') from generate_series(1, 100) n`;
      for (let replica = 0; replica < 2; replica++) outbox.start([journal], { leaseSeconds: 0.2 });
      for (const milliseconds of cuts) {
        await delay(milliseconds); // a chance of when, not a wait for anything
        await other`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and query ~ 'journal|outbox'`;
      }
      await until(() => isIdle(other));
      const rows = await other<{ sequences: number[] }[]>`
        select array_agg(sequence order by position) as sequences from journal group by subject`;
      assert.equal(rows.length, 10);
      for (const { sequences } of rows) assert.deepEqual(sequences, Array.from({ length: 10 }, (_, i) => i + 1));
      assert.deepEqual(await outboxProblems(other), []);
      await other.end();
    }),
    { numRuns: RUNS },
  );
});

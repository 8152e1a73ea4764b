import assert from "node:assert/strict";
import { claimDeliveries, claimNext } from "./claim_deliveries.ts";
import { DISPATCH_BATCH, dispatchEvents } from "./dispatch_events.ts";
import { buryDelivery, finishDeliveries, releaseDelivery, retryDelivery } from "./finish_delivery.ts";
import { emit, testOutbox } from "./testing/outbox.ts";

const CAPACITY = [{ name: "mail", limit: 10 }];
const NOBODY_BUSY = new Map<string, number>();
const LEASE_SECONDS = 30;

/** An outbox with a consumer of everything, and these events handed on to it. */
async function outboxWith(subjects: string[]) {
  const outbox = await testOutbox();
  await outbox.database`insert into outbox_consumers (name, types) values ('mail', '{*}')`;
  for (const subject of subjects) await emit(outbox.database, subject, "t");
  assert.equal(await dispatchEvents(outbox.database), subjects.length);
  return Object.assign(outbox, {
    claim: (leaseSeconds = LEASE_SECONDS, busy = NOBODY_BUSY) =>
      claimDeliveries(outbox.database, CAPACITY, busy, leaseSeconds),
  });
}

Deno.test("claimDeliveries() claims the first of each subject, once, whoever asks", async () => {
  await using outbox = await outboxWith(["a", "a", "b", "c", "b"]);
  const claims = await Promise.all([outbox.claim(), outbox.claim(), outbox.claim()]);
  const claimed = claims.flat().map((
    { event, isFollowed, attempts },
  ) => [event.subject, event.sequence, isFollowed, attempts]);
  assert.deepEqual(claimed.toSorted(), [["a", 1, true, 1], ["b", 1, true, 1], ["c", 1, false, 1]]);
  assert.deepEqual(await outbox.claim(), []);
});

Deno.test("claimDeliveries() claims no more than there is room for", async () => {
  await using outbox = await outboxWith(Array.from({ length: 20 }, (_, i) => `s${i}`));
  assert.equal((await outbox.claim(LEASE_SECONDS, new Map([["mail", 7]]))).length, 3);
  assert.equal((await outbox.claim(LEASE_SECONDS, new Map([["mail", 12]]))).length, 0);
  assert.equal((await claimDeliveries(outbox.database, [{ name: "other", limit: 9 }], NOBODY_BUSY, 1)).length, 0);
});

Deno.test("a claim that was taken over writes nothing any more", async () => {
  await using outbox = await outboxWith(["a", "a"]);
  const { database } = outbox;
  const [old] = await outbox.claim(0);
  const [mine] = await outbox.claim();
  assert.deepEqual([mine!.event.id, mine!.attempts], [old!.event.id, 2]);
  const before = await database`select * from outbox_deliveries order by sequence`;
  assert.deepEqual(await finishDeliveries(database, [old!]), []);
  await retryDelivery(database, old!, "late", 60_000);
  await buryDelivery(database, old!, "late");
  await releaseDelivery(database, old!);
  assert.deepEqual(await database`select * from outbox_deliveries order by sequence`, before);
  assert.equal(await claimNext(database, old!, LEASE_SECONDS), undefined, "what follows is not its turn");
  assert.deepEqual(await finishDeliveries(database, [mine!]), [mine]);
  const next = await claimNext(database, mine!, LEASE_SECONDS);
  assert.deepEqual([next!.event.sequence, next!.isFollowed], [2, false]);
});

Deno.test("finishDeliveries() returns an event once that we claimed twice", async () => {
  await using outbox = await outboxWith(["a"]);
  const old = await outbox.claim(0);
  const mine = await outbox.claim();
  assert.deepEqual(await finishDeliveries(outbox.database, [...old, ...mine]), mine);
});

Deno.test("retryDelivery() puts off what waits for it as well, and buryDelivery() lets that go on", async () => {
  await using outbox = await outboxWith(["a", "a", "b"]);
  const { database } = outbox;
  const due = async () =>
    (await database`select subject, sequence from outbox_deliveries where next_at <= now() order by 1, 2`).map(
      ({ subject, sequence }) => `${subject} ${sequence}`,
    );
  const [first] = await outbox.claim();
  assert.equal(first!.event.subject, "a");
  await retryDelivery(database, first!, "no", 60_000);
  assert.deepEqual(await due(), []); // "b" is claimed
  await database`update outbox_deliveries set next_at = now() where subject = 'a' and sequence = 1`;
  const [again] = await outbox.claim();
  await buryDelivery(database, again!, "no");
  assert.deepEqual((await outbox.claim()).map(({ event }) => event.sequence), [2]);
});

Deno.test("dispatchEvents() of many at once hands each event on once, in their order", async () => {
  await using outbox = await testOutbox();
  const { database } = outbox;
  await database`insert into outbox_consumers (name, types) values ('mail', '{t}'), ('log', '{*}'), ('deaf', '{u}')`;
  const count = DISPATCH_BATCH * 2;
  await database`select emit_event('s', 't', '{}') from generate_series(1, ${count}) n`;
  let handedOn = 0;
  while (handedOn < count) {
    const counts = await Promise.all([1, 2, 3].map(() => dispatchEvents(database)));
    handedOn += counts.reduce((sum, one) => sum + one);
    const [waiting] = await database`
      select coalesce(min(sequence), ${count + 1}) as first from outbox_events where dispatched_at is null`;
    const [last] = await database`select max(sequence) as last from outbox_deliveries`;
    assert.equal(last!.last, waiting!.first - 1);
  }
  const rows =
    await database`select consumer, count(*)::int from outbox_deliveries group by consumer order by consumer`;
  assert.deepEqual(rows.map((row) => [row.consumer, row.count]), [["log", count], ["mail", count]]);
});

Deno.test("dispatchEvents() never lets an event pass one before it that a slower transaction holds", async () => {
  await using outbox = await testOutbox();
  const { database } = outbox;
  await database`insert into outbox_consumers (name, types) values ('mail', '{*}')`;
  await emit(database, "a", "t");
  await emit(database, "a", "t");
  await database.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(727003)`; // another relay has the first event in hand
    assert.equal(await dispatchEvents(database), 0);
  });
  assert.equal(await dispatchEvents(database), 2);
});

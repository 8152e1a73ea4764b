import assert from "node:assert/strict";
import { until } from "../shop.ts";
import { keepTrying } from "./buyer.ts";
import type { Counts } from "./experiment.ts";
import type { Proof } from "./proof.ts";

/** How long the shop may take to finish or take back everything but mails once it is left alone. */
const CONVERGENCE_MS = 60_000;
/** Mails give way to buyers: a crowd that takes all of a machine leaves nearly all of its mails, which then go at this rate or faster. */
const MAILS_A_SECOND = 25;

/**
 * Waits until nothing is under way, then checks every invariant, and that what clients were told is true (I8): what was
 * acknowledged exists once, what was refused left nothing, and what got no answer exists at most once.
 */
export async function checkShop(proof: Proof): Promise<Counts> {
  const began = performance.now();
  await until(() => isCalm(proof), CONVERGENCE_MS);
  const converged = Math.round(performance.now() - began);
  const mails = await countMails(proof);
  await until(async () => await countMails(proof) === 0, CONVERGENCE_MS + mails / MAILS_A_SECOND * 1_000);
  const mailed = Math.round(performance.now() - began);
  await checkInvariants(proof);
  await checkHistory(proof);
  return { "converged after ms": converged, "mails left": mails, "mailed after ms": mailed };
}

/** Mails that are still to be sent. */
async function countMails({ database }: Proof): Promise<number> {
  const [row] = await database<{ mails: number }[]>`
    select count(*)::int as mails from outbox_deliveries where consumer = 'mail' and status = 'pending'`;
  return row!.mails;
}

/** Whether no checkout is under way, but for those that wait for a customer, and every event was handed on, but for mails. */
async function isCalm({ database }: Proof): Promise<boolean> {
  const [row] = await database<{ busy: number }[]>`
    select (select count(*) from workflow_runs where status = 'ready')::int
      + (select count(*) from outbox_events where dispatched_at is null)::int
      + (select count(*) from outbox_deliveries where status = 'pending' and consumer <> 'mail')::int as busy`.catch(
    () => [{ busy: 1 }],
  );
  return row!.busy === 0;
}

async function checkInvariants({ operator }: Proof): Promise<void> {
  // The operator's connection may not know yet that the service is back
  const { results } = await keepTrying(() => operator.checks.runChecks({ graceSeconds: 0 }), CONVERGENCE_MS);
  for (const { name, title, problems, notChecked } of results) {
    assert.equal(notChecked, "", `${name} was not checked`);
    assert.deepEqual(problems, [], `${name}: ${title}`);
  }
}

async function checkHistory({ database, history }: Proof): Promise<void> {
  const rows = await database<{ guestId: string; key: string; number: string; live: number; units: number }[]>`
    select guest_id as "guestId", idempotency_key as key, min(number) filter (where status <> 'cancelled') as number,
      (count(*) filter (where status <> 'cancelled'))::int as live,
      sum((select sum(quantity) from order_lines where order_id = orders.id)) filter (where status <> 'cancelled')::int as units
    from orders group by guest_id, idempotency_key`;
  const orders = new Map(rows.map((row) => [`${row.guestId} ${row.key}`, row]));
  for (const entry of history.entries) {
    const order = orders.get(`${entry.guestId} ${entry.key}`);
    const live = order?.live ?? 0;
    const what = JSON.stringify(entry);
    if (entry.ending === "ok") {
      assert.equal(live, entry.isLive === false ? 0 : 1, `I8: acknowledged, but not there once: ${what}`);
      if (entry.isLive !== false) assert.equal(order?.number, entry.result, `I8: another order was told: ${what}`);
      if (entry.units !== undefined) {
        assert.equal(order?.units, entry.units, `I8: other units than wished for: ${what}`);
      }
    } else if (entry.ending === "fail") {
      assert.equal(live, 0, `I8: refused, but there: ${what}`);
    } else {
      assert.ok(live <= 1, `I8: there ${live} times: ${what}`);
    }
  }
}

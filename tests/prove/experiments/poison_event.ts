import assert from "node:assert/strict";
import { until } from "../../shop.ts";
import { buy } from "../buyer.ts";
import { crowd } from "../crowd.ts";
import type { Counts, Experiment } from "../experiment.ts";
import { stockUp, wishes, wishesFor } from "../goods.ts";
import type { Proof } from "../proof.ts";
import { WebhookReceiver } from "../webhook_receiver.ts";

const PURCHASES = { small: 20, full: 200 };
const AT_ONCE = 8;
const PATIENCE_MS = 30_000;
/** How far behind the others may be. */
const LAG_MS = 5_000;
const DEAD_MS = 60_000;
/** Of an order that is bought and paid. */
const EVENTS = 2;

/** Somebody cannot take one order's events, whatever is tried. */
export const poisonEvent: Experiment = {
  name: "F16",
  title: "A receiver fails on one order's events for ever: the others flow, staff replay what was given up",
  async run(proof) {
    await using receiver = new WebhookReceiver(proof.webhookPort);
    const id = proof.random.uuid();
    await proof.operator.webhooks.saveEndpoint({
      id,
      actor: "staff",
      url: receiver.url,
      eventTypes: ["*"],
      isActive: true,
    });
    try {
      return await poison(proof, receiver, `webhook:${id}`);
    } finally {
      await proof.operator.webhooks.removeEndpoint({ id });
    }
  },
};

async function poison(proof: Proof, receiver: WebhookReceiver, consumer: string): Promise<Counts> {
  const { clients, history, operator, scale } = proof;
  const [sku, ...others] = await stockUp(proof);
  receiver.poisonFirst();
  const told = await buy(clients, wishesFor(proof, sku!, 1)[0]!, PATIENCE_MS);
  history.add({ experiment: "F16", ...told });
  const subject = `order:${told.result}`;
  await until(() => receiver.poisoned === subject, PATIENCE_MS);
  const purchases = wishes(proof, others, PURCHASES[scale]);
  const entries = await crowd({ experiment: "F16", ...proof, purchases, atOnce: AT_ONCE, patienceMs: PATIENCE_MS });
  const bought = entries.filter(({ ending }) => ending === "ok").map(({ result }) => `order:${result}`);
  const ended = performance.now();
  await until(() => bought.every((each) => receiver.taken(each).length === EVENTS), LAG_MS * proof.slack);
  const lag = Math.round(performance.now() - ended);
  assert.deepEqual(receiver.taken(subject), []);
  await until(() => allDead(proof, consumer, subject), DEAD_MS);
  receiver.heal();
  const { letters } = await operator.operations.listDeadLetters({});
  const dead = letters.filter((letter) => letter.subject === subject && letter.name === consumer);
  assert.equal(dead.length, EVENTS);
  for (const letter of dead.toReversed()) await operator.operations.replayDeadLetter({ id: letter.id, actor: "staff" });
  await until(() => receiver.taken(subject).length === EVENTS, LAG_MS);
  return { "orders told of": bought.length, "behind by ms": lag, "dead and replayed": dead.length };
}

/** Whether all of it was given up. Pauses between attempts are cut short: together they last a quarter of an hour. */
async function allDead({ database }: Proof, consumer: string, subject: string): Promise<boolean> {
  await database`
    update outbox_deliveries set next_at = now()
    where consumer = ${consumer} and subject = ${subject} and status = 'pending' and owner is null and next_at > now()`;
  const dead = await database`
    select 1 from outbox_deliveries where consumer = ${consumer} and subject = ${subject} and status = 'dead'`;
  return dead.length === EVENTS;
}

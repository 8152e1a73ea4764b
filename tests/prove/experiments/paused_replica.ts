import assert from "node:assert/strict";
import { delay } from "../../../services/kit/delay.ts";
import { openClients } from "../../../edge/clients/clients.ts";
import { readIdentity } from "../../../services/kit/tls.ts";
import { fillCart, place, type ShopClients } from "../buyer.ts";
import { crowd } from "../crowd.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishes, wishesFor } from "../goods.ts";
import type { Proof } from "../proof.ts";
import { startReplica } from "../replica.ts";
import { tally } from "../tally.ts";

const COUNTS = { small: { purchases: 60, pauses: 2, exact: 2 }, full: { purchases: 600, pauses: 10, exact: 10 } };
const AT_ONCE = 8;
/** Longer than a lease, shorter than a client waits. */
const PAUSE_MS = 3_500;
const PATIENCE_MS = 60_000;

/** A replica stands still for longer than its leases, while another takes its work over; then it goes on where it was. */
export const pausedReplica: Experiment = {
  name: "F1B",
  title: "One of two replicas of the order service is paused beyond its leases, and goes on",
  async run(proof) {
    const { addresses, certificates, history, random, scale, shop } = proof;
    const { purchases, pauses, exact } = COUNTS[scale];
    const { orderService, userService } = addresses;
    await using second = await startReplica(shop, orderService);
    const identity = await readIdentity(certificates("edge"));
    const clients = openClients({ orderService: `ipv4:${orderService},${second.address}`, userService, identity });
    const [pid] = await shop.pids("order");
    const list = wishes(proof, await stockUp(proof), purchases);
    const moments = Array.from({ length: pauses }, (_, index) => Math.floor((index + 1) * purchases / (pauses + 1)));
    const chance = random.fork();
    let paused = Promise.resolve();
    const pause = async () => {
      await delay(chance.between(0, 30));
      history.write({ pause: "order" });
      Deno.kill(pid!, "SIGSTOP");
      await delay(PAUSE_MS).finally(() => Deno.kill(pid!, "SIGCONT"));
    };
    const entries = await crowd({
      experiment: "F1B",
      ...proof,
      clients,
      purchases: list,
      atOnce: AT_ONCE,
      patienceMs: PATIENCE_MS,
      onEnded: (ended) => {
        if (moments.includes(ended)) paused = paused.then(pause);
      },
    });
    await paused;
    const counts = tally(entries);
    assert.equal(counts.unknown, 0, "a purchase was not answered within a minute");
    for (let round = 0; round < exact; round++) await pauseAfterCharge(proof, clients, [pid!, second.pid]);
    clients.close();
    return { ...counts, pauses, "paused after the charge": exact };
  },
};

/** The bank has answered; before this is written down, another replica does all the rest. */
async function pauseAfterCharge(proof: Proof, clients: ShopClients, pids: number[]): Promise<void> {
  const [sku] = await stockUp(proof, { variants: 1 });
  const [wish] = wishesFor(proof, sku!, 1);
  const request = await fillCart(clients, wish!, PATIENCE_MS);
  await proof.arm("workflow.after_effect", "pause");
  const placed = place(clients, request, PATIENCE_MS);
  await delay(PAUSE_MS);
  for (const pid of pids) Deno.kill(pid, "SIGCONT");
  const told = await placed;
  proof.history.add({ experiment: "F1B", ...told });
  assert.equal(told.ending, "ok", `the shopper was told ${told.result} of an order that is paid`);
}

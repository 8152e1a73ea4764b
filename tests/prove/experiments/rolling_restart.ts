import assert from "node:assert/strict";
import { openClients } from "../../../edge/clients/clients.ts";
import { readIdentity } from "../../../services/kit/tls.ts";
import { until } from "../../shop.ts";
import { crowd } from "../crowd.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishes } from "../goods.ts";
import type { Proof } from "../proof.ts";
import { startReplica } from "../replica.ts";
import { tally } from "../tally.ts";

const COUNTS = { small: { purchases: 80, atOnce: 8 }, full: { purchases: 1_000, atOnce: 64 } };
const PATIENCE_MS = 60_000;

/** A new version is rolled out while people buy: two replicas, one of which always has the clients' connections. */
export const rollingRestart: Experiment = {
  name: "F24",
  title: "Two replicas of the order service are told to stop, one after the other, while a crowd buys",
  async run(proof) {
    const { addresses, certificates, scale, shop } = proof;
    const { purchases, atOnce } = COUNTS[scale];
    const { orderService, userService } = addresses;
    await using second = await startReplica(shop, orderService);
    const identity = await readIdentity(certificates("edge"));
    const both = `ipv4:${orderService},${second.address}`;
    const clients = openClients({ orderService: both, userService, identity });
    const list = wishes(proof, await stockUp(proof), purchases);
    const [pid] = await shop.pids("order");
    let restarted: Promise<void> | undefined;
    let left = purchases;
    const restart = async () => {
      Deno.kill(pid!, "SIGTERM");
      await until(async () => ![pid, undefined].includes((await shop.pids("order"))[0]), 30_000);
      await shop.whenBack("order");
      const back = new Date();
      await until(async () => left === 0 || await doBothServe(proof, back), 30_000);
      await second.stop();
    };
    const entries = await crowd({
      experiment: "F24",
      ...proof,
      clients,
      purchases: list,
      atOnce,
      patienceMs: PATIENCE_MS,
      onEnded: (ended) => {
        left = purchases - ended;
        if (ended === Math.floor(purchases / 4)) restarted = restart();
      },
    });
    await restarted;
    clients.close();
    const counts = tally(entries);
    assert.equal(counts.unknown, 0, "a request failed");
    assert.deepEqual(entries.flatMap(({ errors }) => errors), [], "a client had to send an order again");
    return counts;
  },
};

/** Whether both replicas have begun orders since then: clients that found one gone look for it once a second. */
async function doBothServe({ database }: Proof, since: Date): Promise<boolean> {
  const [row] = await database<{ owners: number }[]>`
    select count(distinct owner)::int as owners from workflow_runs where created_at > ${since}`;
  return row!.owners === 2;
}

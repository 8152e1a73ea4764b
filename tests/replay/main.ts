/**
 * `deno task replay CATALOGUE.csv ORDERS.csv.gz [--limit N]`: buys, in a shop of its own, all that was bought in a file of real
 * orders, and checks that the shop sold exactly that.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { join } from "node:path";
import { print } from "../../dev/print.ts";
import { runCommand, StartError } from "../../dev/start_error.ts";
import { setStock } from "../../services/order/testing/fixture.ts";
import type { Purchase } from "../prove/buyer.ts";
import { checkShop } from "../prove/check_shop.ts";
import { crowd } from "../prove/crowd.ts";
import { CARDS } from "../prove/goods.ts";
import { type Proof, startProof } from "../prove/proof.ts";
import { tally } from "../prove/tally.ts";
import { type Invoice, readOrders } from "./read_orders.ts";

const AT_ONCE = 32;
const PATIENCE_MS = 60_000;
/** More than anybody buys of anything. */
const ON_HAND = 1_000_000;
const TOLD_EVERY = 1_000;

async function replay(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { limit: { type: "string" } } });
  const [catalogue, orders, ...rest] = positionals;
  if (!catalogue || !orders || rest.length > 0) {
    throw new StartError("Usage: deno task replay CATALOGUE.csv ORDERS.csv.gz [--limit N]");
  }
  const invoices = (await readOrders(orders)).slice(0, values.limit === undefined ? undefined : Number(values.limit));
  const folder = await Deno.makeTempDir({ prefix: "shopflow-replay-" });
  await using proof = await startProof({ scale: "full", seed: 1, historyPath: join(folder, "history.jsonl") });
  await importCatalogue(proof, catalogue);
  await setStock(proof.database, ON_HAND);
  const began = performance.now();
  const entries = await crowd({
    experiment: "replay",
    ...proof,
    purchases: invoices.map((invoice) => purchaseOf(proof, invoice)),
    atOnce: AT_ONCE,
    patienceMs: PATIENCE_MS,
    onEnded: (ended) => ended % TOLD_EVERY === 0 && print(`${ended} of ${invoices.length} orders`),
  });
  const seconds = (performance.now() - began) / 1000;
  const wrong = entries.filter(({ ending }) => ending !== "ok");
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} orders were not taken`);
  const counts = { ...tally(entries), ...await checkShop(proof), ...await assertSold(proof, invoices) };
  print(
    `Replayed in ${seconds.toFixed(0)} s: ${
      Object.entries(counts).map(([what, count]) => `${what} ${count}`).join(", ")
    }`,
  );
  print("Every invariant holds.");
  return 0;
}

function purchaseOf({ random }: Proof, { items, place }: Invoice): Purchase {
  return { guestId: random.uuid(), key: random.uuid(), items, card: CARDS.pays, place };
}

async function importCatalogue({ shop }: Proof, file: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--preload=services/kit/grpc/h2_guard.ts", "dev/import.ts", file],
    env: { SHOPFLOW_STATE: shop.state },
  }).output();
  if (!success) throw new StartError(new TextDecoder().decode(stderr).trim());
}

/** Of each variant exactly those units were sold, and left the stock, that the file names. */
async function assertSold({ database }: Proof, invoices: readonly Invoice[]) {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of invoices.flatMap(({ items }) => items)) {
    wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  }
  const sold = await database<{ sku: string; sold: number; gone: number }[]>`
    select order_lines.sku, sum(quantity)::int as sold, ${ON_HAND} - min(on_hand) as gone
    from order_lines join stock using (variant_id) group by order_lines.sku, variant_id`;
  assert.equal(sold.length, wanted.size);
  for (const { sku, sold: units, gone } of sold) {
    assert.deepEqual([units, gone], [wanted.get(sku), wanted.get(sku)], `"${sku}" was sold another number of times`);
  }
  return { variants: wanted.size, units: sold.reduce((sum, { sold: units }) => sum + units, 0) };
}

if (import.meta.main) await runCommand(() => replay(Deno.args));

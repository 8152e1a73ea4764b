/**
 * `deno task prove`: breaks a running shop in every way that is known to lose or double orders, and checks that it did neither.
 *
 *     deno task prove [--full] [--only F1,F12] [--seed 42] [--history FILE]
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { print } from "../../dev/print.ts";
import { runCommand, StartError } from "../../dev/start_error.ts";
import { checkShop } from "./check_shop.ts";
import type { Experiment } from "./experiment.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { type Proof, startProof } from "./proof.ts";

async function prove(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      full: { type: "boolean", default: false },
      only: { type: "string" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
      history: { type: "string" },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new StartError("Cannot prove: --seed must be a whole number");
  const experiments = choose(values.only);
  const scale = values.full ? "full" : "small";
  const historyPath = values.history ?? join(await Deno.makeTempDir({ prefix: "shopflow-proof-" }), "history.jsonl");
  print(`Seed ${seed}, ${scale} counts, history in ${historyPath}\n`);
  await using proof = await startProof({ scale, seed, historyPath });
  let failed = 0;
  for (const experiment of experiments) {
    if (!await runExperiment(experiment, proof)) failed++;
  }
  print(`\n${experiments.length - failed} experiments passed, ${failed} failed. Seed ${seed}.`);
  return failed === 0 ? 0 : 1;
}

function choose(only: string | undefined): readonly Experiment[] {
  if (only === undefined) return EXPERIMENTS;
  return only.split(",").map((name) => {
    const found = EXPERIMENTS.find((experiment) => experiment.name === name.trim().toUpperCase());
    if (found) return found;
    throw new StartError(
      `Cannot prove "${name}": the experiments are ${EXPERIMENTS.map(({ name }) => name).join(", ")}`,
    );
  });
}

async function runExperiment({ name, title, run }: Experiment, proof: Proof): Promise<boolean> {
  const began = performance.now();
  proof.history.write({ experiment: name, title });
  print(`${name} ${title}`);
  try {
    const counts = { ...await run(proof), ...await checkShop(proof) };
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    print(`  passed in ${seconds} s: ${Object.entries(counts).map(([what, count]) => `${what} ${count}`).join(", ")}`);
    return true;
  } catch (error) {
    proof.history.write({ experiment: name, failed: String(error) });
    print(`  FAILED: ${error instanceof Error ? error.stack : error}`);
    return false;
  }
}

if (import.meta.main) await runCommand(() => prove(Deno.args));

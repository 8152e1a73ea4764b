import { join } from "node:path";
import { checkShop } from "./check_shop.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { startProof } from "./proof.ts";

/** The same chance in every run of the tests; `deno task prove` draws another. */
const SEED = 20_261_122;

Deno.test("a shop that is broken in every known way loses and doubles nothing", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-proof-" });
  await using proof = await startProof({ scale: "small", seed: SEED, historyPath: join(folder, "history.jsonl") });
  for (const { name, title, run } of EXPERIMENTS) {
    await t.step(`${name} ${title}`, async () => {
      await run(proof);
      await checkShop(proof);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

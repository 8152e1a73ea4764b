import { freePort } from "../../dev/free_port.ts";
import { startShop } from "../../tests/shop.ts";
import type { Report } from "../report.ts";
import { median } from "../rounds.ts";
import type { BenchShop } from "../shop.ts";
import { memoryOf, processTree } from "./memory.ts";

const STARTS = 3;
const MAX_EDGE_START_MS = 400;
/** For the edge as one built file, which it is not yet. */
const EDGE_START_AIM_MS = 200;
const MAX_SHOP_START_S = 6;
const MAX_PROCESS_MB = 120;
const MAX_STACK_MB = 600;

/** How long processes take to their first answer, alone and together, and how much memory they hold when idle. */
export async function benchStart(report: Report, shop: BenchShop): Promise<void> {
  report.table(
    `Start: from exec to the first answer (a page; a service's health), median of ${STARTS}`,
    "figure",
    "budget",
  );
  for (const name of ["edge", "order", "user", "redis"]) {
    const times: number[] = [];
    for (let i = 0; i < STARTS; i++) times.push(await shop.restart(name));
    const ms = median(times);
    if (name === "edge") report.limit("start of the edge", ms, MAX_EDGE_START_MS, "ms", { aim: EDGE_START_AIM_MS });
    else report.line(`start of ${name}`, `${ms.toFixed(0)} ms`);
  }
}

/** The whole shop as its user starts it, for the second time, with all that is embedded. */
export async function benchStack(report: Report): Promise<void> {
  const state = await Deno.makeTempDir({ prefix: "shopflow-bench-" });
  try {
    await (await startShop({ state, port: freePort() })).stop();
    const began = performance.now();
    await using shop = await startShop({ state, port: freePort() });
    const seconds = (performance.now() - began) / 1000;
    report.table("The whole shop: its second start, and its memory when idle", "figure", "budget");
    report.limit("start until all is ready", seconds, MAX_SHOP_START_S, "s");
    const names = ["edge", "order", "user", "redis", "postgres"] as const;
    for (const name of names) {
      const [pid] = await shop.pids(name);
      const { resident } = await memoryOf(name === "postgres" ? await processTree(pid!) : [pid!]);
      if (name === "postgres") report.line("PostgreSQL, all its processes", `${resident.toFixed(0)} MB`);
      else report.limit(`memory of ${name}`, resident, MAX_PROCESS_MB, "MB");
    }
    const { own } = await memoryOf(await processTree(shop.pid));
    report.limit("memory of the whole stack", own, MAX_STACK_MB, "MB");
  } finally {
    await Deno.remove(state, { recursive: true });
  }
}

/** `deno task dev`: runs the whole shop like `deno task start`, and starts anew what is edited. */
import { labelOf } from "./supervisor/log_lines.ts";
import { print } from "./print.ts";
import { runCommand, StartError } from "./start_error.ts";
import { runShop } from "./supervisor/run_shop.ts";
import { buildSite } from "./supervisor/steps.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";
import { watchSources } from "./supervisor/watch_sources.ts";

async function reloadOnChange(supervisor: Supervisor, signal: AbortSignal): Promise<void> {
  await watchSources(async (processes, file) => {
    print(`${labelOf("shop")} ${file} changed: starting ${[...processes].join(", ")} anew`);
    try {
      if (processes.has("edge")) await buildSite(signal);
      await Promise.all([...processes].map((name) => supervisor.restart(name)));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      print(`${labelOf("shop")} The site does not build (see above): the last one stays`);
    }
  });
}

if (import.meta.main) await runCommand(() => runShop({ dev: true, whenReady: reloadOnChange }));

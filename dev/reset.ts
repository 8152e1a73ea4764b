/** `deno task reset`: removes everything that the shop keeps on this machine. */
import { exists } from "./exists.ts";
import { removeCluster } from "./postgres/owner.ts";
import { print } from "./print.ts";
import { runCommand } from "./start_error.ts";
import { lockState, statePaths } from "./supervisor/state.ts";

async function reset(): Promise<number> {
  const paths = statePaths();
  if (!await exists(paths.folder)) {
    print(`Nothing to remove: there is no "${paths.folder}"`);
    return 0;
  }
  const { lock } = await lockState(paths);
  for (const cluster of [paths.postgres, paths.programs, paths.testData]) await removeCluster(cluster);
  lock[Symbol.dispose]();
  await Deno.remove(paths.folder, { recursive: true });
  print(`Removed "${paths.folder}"`);
  return 0;
}

if (import.meta.main) await runCommand(reset);

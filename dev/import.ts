/** `deno task import FILE.csv`: loads a catalogue into the running shop, all of it or nothing. */
import { CatalogService } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { loadCatalogue } from "./catalog_file/load_catalogue.ts";
import { showProgress } from "./catalog_file/progress.ts";
import { withService } from "./running_shop.ts";
import { print, printError } from "./print.ts";
import { runCommand, StartError } from "./start_error.ts";

async function importFile([file, ...rest]: string[]): Promise<number> {
  if (file === undefined || rest.length > 0) throw new StartError("Usage: deno task import FILE.csv");
  const began = performance.now();
  const encoder = new TextEncoder();
  const progress = showProgress((text) => Deno.stderr.writeSync(encoder.encode(text)), Deno.stderr.isTerminal());
  const loaded = await withService("order", CatalogService, (client) => loadCatalogue(file, client, progress));
  for (const warning of loaded.warnings) printError(warning);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(
    `Loaded ${loaded.products} products in ${seconds} s. ` +
      `Variants: ${loaded.created} new, ${loaded.updated} changed, ${loaded.unchanged} as before`,
  );
  return 0;
}

if (import.meta.main) await runCommand(() => importFile(Deno.args));

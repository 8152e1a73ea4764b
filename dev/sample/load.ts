/** Loads the sample catalogue into the shop that `ORDER_SERVICE` names. */
import { withCatalog } from "../catalog_file/connect_catalog.ts";
import { loadCatalogue } from "../catalog_file/load_catalogue.ts";
import { print } from "../print.ts";
import { runCommand } from "../start_error.ts";

async function loadSample(): Promise<number> {
  const file = new URL("catalogue.csv", import.meta.url);
  const { products, created } = await withCatalog((client) => loadCatalogue(file, client));
  print(`The sample catalogue has ${products} products; ${created} variants are new`);
  return 0;
}

if (import.meta.main) await runCommand(loadSample);

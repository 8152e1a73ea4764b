/** Loads the sample catalogue into the shop that `ORDER_SERVICE` names, unless something is sold there already. */
import { CatalogService } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { withService } from "../running_shop.ts";
import { loadCatalogue } from "../catalog_file/load_catalogue.ts";
import { print } from "../print.ts";
import { runCommand } from "../start_error.ts";

async function loadSample(): Promise<number> {
  const file = new URL("catalogue.csv", import.meta.url);
  await withService("order", CatalogService, async (client) => {
    if ((await client.listProducts({ pageSize: 1 })).products.length > 0) {
      print("The shop has a catalogue of its own; the sample is left out");
      return;
    }
    const { products, created } = await loadCatalogue(file, client);
    print(`The sample catalogue has ${products} products; ${created} variants are new`);
  });
  return 0;
}

if (import.meta.main) await runCommand(loadSample);

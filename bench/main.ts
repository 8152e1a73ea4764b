/**
 * `deno task bench [name…]`: measures ShopFlow against floors in the same run; README.md tells how to read it. Exits with 1
 * when a budget is broken.
 */
import { print, printError } from "../dev/print.ts";
import { benchCatalogue } from "./catalogue/bench.ts";
import { fillCatalogue } from "./catalogue/products.ts";
import { benchCheckout } from "./checkout/bench.ts";
import { benchGrpc } from "./grpc/bench.ts";
import { benchPages } from "./pages/bench.ts";
import { benchRender } from "./render/bench.ts";
import { benchSignIn } from "./sign_in/bench.ts";
import { Report, TOLERANCE } from "./report.ts";
import { benchStack, benchStart } from "./start/bench.ts";
import { runTool, startBenchShop } from "./shop.ts";

/** Those that need no shop come first. */
const ALONE = { grpc: benchGrpc, render: benchRender, stack: benchStack };
const IN_SHOP = {
  catalogue: benchCatalogue,
  pages: benchPages,
  checkout: benchCheckout,
  sign_in: benchSignIn,
  start: benchStart,
};

const names = [...Object.keys(ALONE), ...Object.keys(IN_SHOP)];
const unknown = Deno.args.find((name) => !names.includes(name));
if (unknown !== undefined) {
  printError(`Cannot measure "${unknown}": there are ${names.join(", ")}`);
  Deno.exit(1);
}
const wanted = (name: string) => Deno.args.length === 0 || Deno.args.includes(name);
const report = new Report();
await runTool("dev/build/build.ts");
for (const [name, bench] of Object.entries(ALONE)) if (wanted(name)) await bench(report);
if (Object.keys(IN_SHOP).some(wanted)) {
  await using shop = await startBenchShop();
  const asked = await fillCatalogue(shop);
  for (const [name, bench] of Object.entries(IN_SHOP)) if (wanted(name)) await bench(report, shop, asked);
}
if (report.broken.length > 0) {
  print(`\nBroken by more than ${TOLERANCE * 100} %: ${report.broken.join(", ")}`);
}
Deno.exit(report.broken.length > 0 ? 1 : 0);

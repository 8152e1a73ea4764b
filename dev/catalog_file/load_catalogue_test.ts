import assert from "node:assert/strict";
import { join } from "node:path";
import { CatalogService } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { createClient } from "../../services/kit/grpc/client.ts";
import { hasRealCatalogue, REAL_CATALOGUE } from "../../services/order/catalog/testing/real_catalogue.ts";
import { catalogService } from "../../services/order/catalog/service.ts";
import { testShop } from "../../services/order/testing/fixture.ts";
import { serveForTest, testIdentity } from "../testing/grpc.ts";
import { CatalogueFileError } from "./problems.ts";
import { loadCatalogue } from "./load_catalogue.ts";
import { showProgress } from "./progress.ts";

const HEADER = "sku,product,name,category,price_pence,stock";
const SAMPLE = new URL("../sample/catalogue.csv", import.meta.url);

/** A served catalogue, an operator's client, and a folder for files. */
async function operator() {
  const shop = await testShop();
  const server = await serveForTest([catalogService(shop.database)]);
  const client = createClient(CatalogService, await server.connect([CatalogService], "operator"));
  const folder = await Deno.makeTempDir();
  return {
    shop,
    server,
    client,
    folder,
    async file(lines: string[]) {
      const path = join(folder, "catalogue.csv");
      await Deno.writeTextFile(path, lines.join("\n"));
      return path;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await shop[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("loadCatalogue() loads the sample catalogue over gRPC, once", async () => {
  await using here = await operator();
  const progress: [number, number][] = [];
  const first = await loadCatalogue(SAMPLE, here.client, (...at) => progress.push(at));
  assert.ok(first.products >= 60);
  assert.deepEqual(first.warnings, []);
  assert.deepEqual(progress.at(-1), [first.created, first.created]);
  const again = await loadCatalogue(SAMPLE, here.client);
  assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, first.created]);
});

Deno.test("loadCatalogue() tells what the shop refuses by line, and changes nothing", async () => {
  await using here = await operator();
  await loadCatalogue(await here.file([HEADER, "A,A,Mug,Mugs,100,5", "", "B,B,Jug,Mugs,100,5"]), here.client);
  await here.shop.database`update stock set reserved = 3`;
  const file = await here.file([HEADER, "A,A,Mug,Mugs,900,5", "", "B,B,Jug,Mugs,100,2"]);
  await assert.rejects(loadCatalogue(file, here.client), (error) => {
    assert.ok(error instanceof CatalogueFileError);
    assert.match(
      error.message,
      /^Cannot import: 1 problem; nothing was changed\n {2}line 4, stock: must be at least 3/,
    );
    return true;
  });
  const [row] = await here.shop.database`select max(amount) as highest from prices`;
  assert.equal(row?.highest, 100n);
});

/** Runs a development command against the shop, as a process of its own. */
async function run(here: Awaited<ReturnType<typeof operator>>, command: string, args: string[], changes = {}) {
  const identity = await testIdentity({ workload: "operator" });
  const env: Record<string, string> = { ORDER_SERVICE: `127.0.0.1:${here.server.port}` };
  for (const [name, pem] of Object.entries(identity)) {
    env[`TLS_${name.toUpperCase()}`] = join(here.folder, `${name}.pem`);
    await Deno.writeTextFile(join(here.folder, `${name}.pem`), pem);
  }
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL(`../${command}.ts`, import.meta.url).pathname, ...args],
    env: { ...env, ...changes },
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("import and export commands carry a catalogue there and back", async () => {
  await using here = await operator();
  const file = await here.file([`${HEADER},extra`, 'A,A,"=Mug, ""big""",Mugs,100,,x']);
  const imported = await run(here, "import", [file]);
  assert.equal(imported.code, 0, imported.stderr);
  assert.match(
    imported.stdout,
    /^Loaded 1 products in [\d.]+ s\. Variants: 1 new, 0 changed, 0 as before\n$/,
  );
  assert.equal(imported.stderr, '1 of 1 rows sent\nColumn "extra" is not known and was left out\n');
  const written = join(here.folder, "out.csv");
  assert.equal((await run(here, "export", [written])).code, 0);
  assert.equal((await run(here, "export", [])).stdout, await Deno.readTextFile(written));
  const again = await run(here, "import", [written]);
  assert.match(again.stdout, /0 new, 0 changed, 1 as before/);
});

Deno.test("import command says in a few lines what is wrong, and exits with 1", async () => {
  await using here = await operator();
  const cases: [string[], object, RegExp][] = [
    [[], {}, /^Usage: deno task import FILE\.csv\n$/],
    [[join(here.folder, "none.csv")], {}, /^Cannot use the file: .*none\.csv/],
    [[here.folder], {}, /^Cannot use the file: /],
    [[SAMPLE.pathname], { TLS_KEY: "/nowhere" }, /^Cannot read the certificate file "\/nowhere"/],
    [
      [await here.file([HEADER, "A,A,Mug,Mugs,x,"])],
      {},
      /^Cannot import: 1 problem; nothing was changed\n {2}line 2, price_pence: /,
    ],
    [
      [SAMPLE.pathname],
      { ORDER_SERVICE: "127.0.0.1:1" },
      /Cannot reach the order service at 127\.0\.0\.1:1: is the shop running\?/,
    ],
    [[SAMPLE.pathname], { ORDER_SERVICE: "nonsense" }, /ORDER_SERVICE: must be host:port/],
  ];
  for (const [args, changes, message] of cases) {
    const { code, stderr } = await run(here, "import", args, changes);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n {4}at /);
  }
});

Deno.test("showProgress() draws a bar on a terminal and a few lines elsewhere", () => {
  const shown = (isTerminal: boolean) => {
    const texts: string[] = [];
    const show = showProgress((text) => texts.push(text), isTerminal);
    for (let done = 100; done <= 1000; done += 100) show(done, 1000);
    return texts;
  };
  assert.equal(shown(true).at(-1), `\r${"█".repeat(30)} 1000 of 1000 rows\n`);
  assert.deepEqual(shown(false), [300, 500, 800, 1000].map((done) => `${done} of 1000 rows sent\n`));
});

Deno.test({
  name: "loadCatalogue() loads the real catalogue in seconds (needs ../shared/data)",
  ignore: !hasRealCatalogue(),
  async fn() {
    await using here = await operator();
    const start = performance.now();
    assert.equal((await loadCatalogue(REAL_CATALOGUE, here.client)).created, 3236);
    assert.ok(performance.now() - start < 10_000);
    assert.equal((await loadCatalogue(REAL_CATALOGUE, here.client)).unchanged, 3236);
  },
});

import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Assets } from "../../edge/fresh/manifest.ts";
import { build } from "./build.ts";
import type { Project } from "./project.ts";

const FIXTURE = new URL("../../edge/fresh/testdata/", import.meta.url);
const MAX_SCRIPT_BYTES = 15_000;

async function withProject(run: (project: Project) => Promise<void>, root = FIXTURE): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run({ root, out: pathToFileURL(`${folder}/dist/`), styles: "static/styles.css" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A project of these files, below the repository so that its deno.json applies. */
async function withSources(files: Record<string, string>, run: (project: Project) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: FIXTURE.pathname, prefix: "tmp-" });
  try {
    const root = pathToFileURL(`${folder}/`);
    for (const [file, text] of Object.entries({ "static/styles.css": "", ...files })) {
      await Deno.mkdir(new URL("./", new URL(file, root)), { recursive: true });
      await Deno.writeTextFile(new URL(file, root), text);
    }
    await withProject(run, root);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const read = (project: Project, file: string) => Deno.readTextFile(new URL(file, project.out));
const readAssets = async (project: Project): Promise<Assets> => JSON.parse(await read(project, "assets.json"));

Deno.test("build() makes the same files from the same sources, and nothing when nothing changed", () =>
  withProject(async (first) => {
    equal(await build(first), true);
    equal(await build(first), false);
    await withProject(async (second) => {
      await build(second);
      equal(await read(second, "assets.json"), await read(first, "assets.json"));
    });
  }));

Deno.test("build() starts over when a source changes, and keeps the old script for a day", () =>
  withSources({ "islands/A.tsx": "export default () => <p>one</p>;" }, async (project) => {
    await build(project);
    const before = await readAssets(project);
    await Deno.writeTextFile(new URL("islands/A.tsx", project.root), "export default () => <p>two</p>;");
    equal(await build(project), true);
    const after = await readAssets(project);
    ok(before.buildId !== after.buildId);
    ok(before.islands["islands/A.tsx"]?.[0] !== after.islands["islands/A.tsx"]?.[0]);
    const scripts = () =>
      [...Deno.readDirSync(new URL("_fresh/", project.out))].filter(({ name }) => name.startsWith("A-"));
    equal(scripts().length, 2);
    const old = new URL(before.islands["islands/A.tsx"]![0]!.slice(1), project.out);
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await Deno.utime(old, twoDaysAgo, twoDaysAgo);
    await Deno.writeTextFile(new URL("islands/A.tsx", project.root), "export default () => <p>three</p>;");
    await build(project);
    equal(scripts().length, 2, "the one of two days ago should be gone, and yesterday's not");
  }));

Deno.test("build() lists for each island its script and the chunks that it imports", () =>
  withProject(async (project) => {
    await build(project);
    const { runtime, signals, islands } = await readAssets(project);
    const [counter = [], hello = []] = [islands["islands/Counter.tsx"], islands["routes/shop/(_islands)/Hello.tsx"]];
    match(runtime[0] ?? "", /^\/_fresh\/client-[A-Z0-9]{8}\.js$/);
    match(counter[0] ?? "", /^\/_fresh\/Counter-/);
    ok(!counter.some((chunk) => hello[0] === chunk || signals[0] === chunk));
    // One copy of Preact: what the runtime and every island share.
    ok([counter, hello, signals].every((chunks) => chunks.includes(runtime[1] ?? "")));
  }));

Deno.test("build() keeps a page with signals, hooks and three islands under its script budget", () =>
  withProject(async (project) => {
    await build(project);
    const { runtime, signals, islands } = await readAssets(project);
    const names = ["islands/Counter.tsx", "islands/Panel.tsx", "routes/shop/(_islands)/Hello.tsx"];
    const scripts = new Set([...runtime, ...signals, ...names.flatMap((name) => islands[name] ?? [])]);
    let bytes = 0;
    for (const path of scripts) bytes += gzipSync(await Deno.readFile(new URL(`.${path}`, project.out))).length;
    ok(bytes < MAX_SCRIPT_BYTES * 0.85, `${bytes} bytes leave too little for a shop's islands`);
  }));

Deno.test("build() compiles the Tailwind classes that the sources use, and slots that take no room", () =>
  withProject(async (project) => {
    await build(project);
    const [styles = ""] = (await readAssets(project)).styles;
    match(styles, /^\/_fresh\/styles-[A-F0-9]{8}\.css$/);
    const css = await read(project, `.${styles}`);
    match(css, /\.p-2\{/);
    match(css, /fresh-slot\{display:contents\}/);
    ok(!css.includes(".p-9"));
  }));

Deno.test("build() writes a manifest that imports every route and island", () =>
  withProject(async (project) => {
    await build(project);
    const { manifest, assets, bundle } = await import(String(new URL("manifest.gen.ts", project.out)));
    equal(typeof manifest.routes["shop/[slug].tsx"].handler.GET, "function");
    deepEqual(Object.keys(manifest.islands), Object.keys(assets.islands));
    equal(String(bundle), String(new URL("_fresh/", project.out)));
  }));

const PAGE = "export default () => <p>x</p>;";
const REFUSED: [string, Record<string, string>, RegExp][] = [
  ["two files for one pattern", { "routes/a.tsx": PAGE, "routes/a/index.tsx": PAGE }, /serves the same pattern/],
  ["an unknown package", { "islands/A.tsx": 'import "left-pad-9";' }, /left-pad-9/],
  ["a script error", { "islands/A.tsx": "export default (" }, /A\.tsx/],
  [
    "an island that imports from elsewhere",
    { "islands/A.tsx": 'import "../services/x.ts"; export default () => null;', "services/x.ts": "globalThis.x = 1;" },
    /Cannot bundle "services\/x.ts": islands may import from components\//,
  ],
];
for (const [what, files, message] of REFUSED) {
  Deno.test(`build() refuses ${what}, and tries again next time`, () =>
    withSources(files, async (project) => {
      await rejects(build(project), message);
      await rejects(build(project), message);
    }));
}

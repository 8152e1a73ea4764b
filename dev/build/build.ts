import type { Assets } from "../../edge/fresh/manifest.ts";
import { generate } from "./generate.ts";
import { BUNDLE_FOLDER, listFiles, type Project, SOURCES } from "./project.ts";

/** The shop's own site. */
export const SHOP: Project = {
  root: new URL("../../", import.meta.url),
  out: new URL("../../dist/", import.meta.url),
  styles: "static/styles.css",
};

const TOOLS = [new URL("../../edge/fresh/", import.meta.url), new URL("./", import.meta.url)];
const CONFIG = ["deno.json", "deno.lock"].map((file) => new URL(`../../${file}`, import.meta.url));
const NO_INPUT = /_test\.tsx?$|(^|\/)testdata\//;
const ID_LENGTH = 12;

/** Null, if there is no such file. */
async function readFile(file: URL): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();

/** A digest of every input by name and content. */
async function digest(project: Project): Promise<string> {
  const files = new Set(CONFIG.map(String));
  for (const folder of [...SOURCES.map((name) => new URL(name, project.root)), ...TOOLS]) {
    for (const file of await listFiles(folder)) {
      if (!NO_INPUT.test(file)) files.add(String(new URL(file.split("/").map(encodeURIComponent).join("/"), folder)));
    }
  }
  const lines: string[] = [];
  for (const file of [...files].sort()) {
    const content = await readFile(new URL(file));
    // Relative names: the same sources give the same id wherever they are checked out.
    lines.push(file.replace(String(project.root), ""), content ? await sha256(content) : "none");
  }
  return (await sha256(new TextEncoder().encode(lines.join("\n")))).slice(0, ID_LENGTH);
}

async function remove(path: URL): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const KEPT_MS = 24 * 3_600_000;

/** Removes the scripts and styles of old builds. A site that was started before today's builds still serves its own. */
async function prune(folder: URL): Promise<void> {
  for (const name of await listFiles(folder)) {
    const file = new URL(name, folder);
    const { mtime } = await Deno.stat(file);
    if (mtime && Date.now() - mtime.getTime() > KEPT_MS) await remove(file);
  }
}

/**
 * Builds the site into `project.out`: manifest, browser bundle and stylesheet.
 * @returns Whether there was anything to do.
 */
export async function build(project: Project): Promise<boolean> {
  const buildId = await digest(project);
  // Written last, removed first: what a build left half done is never taken for finished.
  const stamp = new URL("build.txt", project.out);
  const last = await readFile(stamp);
  if (last && new TextDecoder().decode(last) === buildId) return false;
  await remove(stamp);
  await prune(new URL(BUNDLE_FOLDER, project.out));
  await Deno.mkdir(new URL(BUNDLE_FOLDER, project.out), { recursive: true });
  // Loaded only now: a start with nothing to build does without them.
  const [{ bundle }, { css }] = await Promise.all([import("./bundle.ts"), import("./css.ts")]);
  await generate(project);
  const assets: Assets = { buildId, ...await bundle(project, buildId), styles: [await css(project)] };
  await Deno.writeTextFile(new URL("assets.json", project.out), JSON.stringify(assets, null, 2) + "\n");
  await Deno.writeTextFile(stamp, buildId);
  return true;
}

if (import.meta.main) await build(SHOP);

import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { Assets } from "../../edge/fresh/manifest.ts";
import { denoResolver } from "./deno_resolver.ts";
import { BUNDLE_FOLDER, listIslands, type Project, SOURCES } from "./project.ts";

type Outputs = esbuild.Metafile["outputs"];

const RUNTIME = new URL("../../edge/fresh/client.ts", import.meta.url);
const SIGNALS = new URL("../../edge/fresh/client_signals.ts", import.meta.url);

/** A script and every chunk that it imports at once, the script first. */
function withChunks(path: string, outputs: Outputs, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: chunk, kind } of outputs[path]?.imports ?? []) {
    if (kind === "import-statement") withChunks(chunk, outputs, seen);
  }
  return seen;
}

// A source elsewhere could change without a new build.
function checkInputs({ inputs }: esbuild.Metafile): void {
  const stray = Object.keys(inputs).find((file) =>
    !file.startsWith("../") && !SOURCES.some((folder) => file.startsWith(folder))
  );
  if (stray) throw new Error(`Cannot bundle "${stray}": islands may import from ${SOURCES.join(", ")} only`);
}

/** Bundles the browser runtime and the islands into hashed, minified modules that share chunks. */
export async function bundle(
  project: Project,
  buildId: string,
): Promise<Pick<Assets, "runtime" | "signals" | "islands">> {
  const root = fileURLToPath(project.root);
  const islands = await listIslands(project);
  const files = [fileURLToPath(RUNTIME), fileURLToPath(SIGNALS), ...islands.map((file) => root + file)];
  try {
    const { metafile } = await esbuild.build({
      entryPoints: files,
      plugins: [denoResolver(files, project.root)],
      absWorkingDir: root,
      outdir: fileURLToPath(new URL(BUNDLE_FOLDER, project.out)),
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      bundle: true,
      splitting: true,
      format: "esm",
      target: "es2022",
      platform: "browser",
      minify: true,
      metafile: true,
      legalComments: "none",
      logLevel: "silent",
      jsx: "automatic",
      jsxImportSource: "preact",
      define: { FRESH_BUILD_ID: JSON.stringify(buildId) },
    });
    checkInputs(metafile);
    const scripts = (file: string) => {
      const [path] = Object.entries(metafile.outputs)
        .find(([, { entryPoint }]) => entryPoint && resolve(root, entryPoint) === file) ?? [];
      if (!path) throw new Error(`Cannot bundle "${file}": esbuild wrote no script for it`);
      return [...withChunks(path, metafile.outputs)].map((chunk) => `/${BUNDLE_FOLDER}${basename(chunk)}`);
    };
    return {
      runtime: scripts(fileURLToPath(RUNTIME)),
      signals: scripts(fileURLToPath(SIGNALS)),
      islands: Object.fromEntries(islands.map((file) => [file, scripts(root + file)])),
    };
  } finally {
    await esbuild.stop();
  }
}

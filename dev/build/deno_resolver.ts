import { fileURLToPath } from "node:url";
import { type Graph, type Package, readGraph } from "./deno_graph.ts";
import type { OnResolveArgs, Plugin, PluginBuild } from "esbuild";

/** Finds a package that is imported by a package: Deno keeps its npm packages in no node_modules folder. */
function packageOfPackage({ npmPackages }: Graph, specifier: string, importer: string): Package | undefined {
  const owner = Object.values(npmPackages).find(({ localPath }) => importer.startsWith(`${localPath}/`));
  if (!owner) return undefined;
  const names = [owner, ...owner.dependencies.map((id) => npmPackages[id])];
  return names.find((p) => p && (specifier === p.name || specifier.startsWith(`${p.name}/`)));
}

/** Finds what a module of ours imports: a file through the import map, or a package. */
function importOfModule({ modules, redirects, npmPackages }: Graph, specifier: string, importer: string) {
  const module = modules.find(({ local }) => local === importer);
  const target = module?.dependencies?.find((d) => d.specifier === specifier)?.code?.specifier;
  if (!target || target.startsWith("file:")) return target;
  const id = modules.find((m) => m.specifier === (redirects[target] ?? target))?.npmPackage;
  return id === undefined ? undefined : npmPackages[id];
}

// The package's own exports and sideEffects apply when it imports itself by name.
async function resolveIn(build: PluginBuild, { name, localPath }: Package, specifier: string, args: OnResolveArgs) {
  // An import map may give the package another name than its own.
  const path = specifier.startsWith(name) ? specifier : name;
  return await build.resolve(path, { resolveDir: localPath, kind: args.kind, pluginData: "deno" });
}

/**
 * Lets esbuild import what Deno would: through deno.json's import map, and from Deno's npm cache without node_modules.
 * @param entries Paths of the modules whose imports are to be known.
 * @param root The folder of deno.json or one below it.
 */
export function denoResolver(entries: string[], root: URL): Plugin {
  return {
    name: "deno",
    async setup(build) {
      const graph = await readGraph(entries, root);
      build.onResolve({ filter: /^[^./]/ }, async (args) => {
        if (args.pluginData === "deno" || args.kind === "entry-point") return undefined;
        const found = importOfModule(graph, args.path, args.importer) ??
          packageOfPackage(graph, args.path, args.importer);
        if (typeof found === "string") return { path: fileURLToPath(found) };
        if (found) return await resolveIn(build, found, args.path, args);
        return { errors: [{ text: `Cannot resolve "${args.path}": Deno does not know it; run "deno install"` }] };
      });
    },
  };
}

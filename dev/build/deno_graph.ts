export interface Module {
  specifier: string;
  local?: string;
  npmPackage?: string;
  dependencies?: { specifier: string; code?: { specifier?: string } }[];
}

export interface Package {
  name: string;
  localPath: string;
  dependencies: string[];
}

/** What `deno info --json` says of a module graph. */
export interface Graph {
  modules: Module[];
  redirects: Record<string, string>;
  npmPackages: Record<string, Package>;
}

/**
 * Reads what modules import, and where Deno keeps the packages among it.
 * @param root The folder of deno.json or one below it.
 */
export async function readGraph(entries: string[], root: URL): Promise<Graph> {
  const graphs: Graph[] = [];
  for (const entry of entries) {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--quiet", entry],
      cwd: root,
    }).output();
    if (!success) throw new Error(`Cannot read the imports of "${entry}": ${new TextDecoder().decode(stderr).trim()}`);
    graphs.push(JSON.parse(new TextDecoder().decode(stdout)));
  }
  return {
    modules: graphs.flatMap((graph) => graph.modules),
    redirects: Object.assign({}, ...graphs.map((graph) => graph.redirects)),
    npmPackages: Object.assign({}, ...graphs.map((graph) => graph.npmPackages)),
  };
}

import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname!, "../..");
const TEST = /_test\.tsx?$/;
/** What takes long by its nature: models that are run against many histories, and tests of whole processes. */
const LONG = /_(model|process)_test\.tsx?$/;
const NOT_UNIT = new Set(["tests", "node_modules", "dist"]);

/** A module for each folder with unit tests. Disposing removes them. */
export interface FolderModules extends AsyncDisposable {
  /** Those with the most tests come first. */
  readonly paths: string[];
}

/**
 * Writes one module for each folder with unit tests that imports all its tests but the long ones. Run so, what a folder's tests
 * have in common is loaded once instead of once a file, which is a third of all the work.
 */
export async function writeFolderModules(): Promise<FolderModules> {
  const target = await Deno.makeTempDir({ prefix: "shopflow-tests-" }); // modules below .shopflow would be left out
  const paths: string[] = [];
  const folders = await Array.fromAsync(foldersWithTests(ROOT));
  for (const { folder, files } of folders.toSorted((a, b) => b.files.length - a.files.length)) {
    const path = join(target, `${100 + paths.length}-${relative(ROOT, folder).replaceAll(/\W+/g, "-")}_test.ts`);
    const imports = files.map((file) => `import ${JSON.stringify(pathToFileURL(join(folder, file)).href)};\n`);
    await Deno.writeTextFile(path, imports.join(""));
    paths.push(path);
  }
  return { paths, [Symbol.asyncDispose]: () => Deno.remove(target, { recursive: true }) };
}

async function* foldersWithTests(folder: string): AsyncGenerator<{ folder: string; files: string[] }> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && !name.startsWith(".") && !NOT_UNIT.has(name)) yield* foldersWithTests(join(folder, name));
    else if (TEST.test(name) && !LONG.test(name)) files.push(name);
  }
  if (files.length > 0) yield { folder, files: files.sort() };
}

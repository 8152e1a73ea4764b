import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, optimize } from "@tailwindcss/node";
import { Scanner } from "@tailwindcss/oxide";
import { readGraph } from "./deno_graph.ts";
import { BUNDLE_FOLDER, type Project } from "./project.ts";

const SCANNED = ["routes", "islands", "components"];
// What an island got as children stands where the island puts it, as if there were no element around it.
const SLOTS = "fresh-slot{display:contents}\n";

/** The folder of the package `tailwindcss`: with no node_modules folder, Tailwind cannot find itself. */
async function tailwindFolder(): Promise<string> {
  const { npmPackages } = await readGraph([import.meta.url], new URL("./", import.meta.url));
  const tailwind = Object.values(npmPackages).find(({ name }) => name === "tailwindcss");
  if (!tailwind) throw new Error('Cannot compile the styles: package "tailwindcss" is not installed');
  return tailwind.localPath;
}

const hex = (bytes: ArrayBuffer) => new Uint8Array(bytes).toHex();

/** Compiles the stylesheet with the Tailwind classes that the sources use; returns its address on the site. */
export async function css({ root, out, styles }: Project): Promise<string> {
  const source = new URL(styles, root);
  const tailwind = await tailwindFolder();
  const compiler = await compile(await Deno.readTextFile(source), {
    base: dirname(fileURLToPath(source)),
    from: fileURLToPath(source),
    onDependency: () => {},
    customCssResolver: (id) => Promise.resolve(id === "tailwindcss" ? `${tailwind}/index.css` : undefined),
  });
  const scanner = new Scanner({
    sources: SCANNED.map((folder) => ({
      base: fileURLToPath(new URL(folder, root)),
      pattern: "**/*.{ts,tsx}",
      negated: false,
    })),
  });
  const { code } = optimize(SLOTS + compiler.build(scanner.scan()), { minify: true });
  const hash = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code))).slice(0, 8).toUpperCase();
  await Deno.mkdir(new URL(BUNDLE_FOLDER, out), { recursive: true });
  await Deno.writeTextFile(new URL(`${BUNDLE_FOLDER}styles-${hash}.css`, out), code);
  return `/${BUNDLE_FOLDER}styles-${hash}.css`;
}

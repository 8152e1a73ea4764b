/** Where a site's sources are and where its build goes. */
export interface Project {
  /** Folder with routes/, islands/, components/ and static/; ends in "/". */
  root: URL;
  /** Folder for the build; ends in "/". */
  out: URL;
  /** The stylesheet that Tailwind compiles, relative to the root. */
  styles: string;
}

/** Where the browser finds the bundle: a folder of the build, and its path on the site. */
export const BUNDLE_FOLDER = "_fresh/";

/** The folders of a project that its build depends on; islands import from nowhere else. */
export const SOURCES = ["components/", "edge/", "islands/", "routes/", "static/"];

const SOURCE = /\.[jt]sx?$/;
const TEST = /[._]test\.[jt]sx?$/;

/** Every file below a folder as a sorted list of relative paths; none, if there is no such folder. */
export async function listFiles(folder: URL, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
      if (isDirectory) {
        files.push(...await listFiles(new URL(`${encodeURIComponent(name)}/`, folder), `${prefix}${name}/`));
      } else if (isFile) files.push(prefix + name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort();
}

/** The modules below a folder, without their tests. */
export const listModules = async (folder: URL): Promise<string[]> =>
  (await listFiles(folder)).filter((file) => SOURCE.test(file) && !TEST.test(file));

/** The site's island modules relative to the root: `islands/`, and every `(_islands)` folder of the routes. */
export async function listIslands({ root }: Project): Promise<string[]> {
  const own = (await listModules(new URL("islands/", root))).map((file) => `islands/${file}`);
  const local = (await listModules(new URL("routes/", root))).map((file) => `routes/${file}`);
  return [...own, ...local.filter((file) => file.includes("/(_islands)/"))];
}

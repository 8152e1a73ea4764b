import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { removeCluster } from "../postgres/owner.ts";
import { FOLDER } from "./shared_server.ts";

const ON_DISK = join(FOLDER, "postgres");
const MEMORY = "/dev/shm";
const IN_MEMORY = join(MEMORY, `shopflow-test-${createHash("sha256").update(FOLDER).digest("hex").slice(0, 12)}`);
/** Several times what all tests at once have ever held, the write-ahead log included. */
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** Where the test server's data goes: to memory where there is a folder for that and it has room (in a container it may not). */
export async function dataFolder(): Promise<string> {
  return await freeBytes(MEMORY) >= LEAST_FREE_BYTES ? IN_MEMORY : ON_DISK;
}

/** Removes the data, wherever it is, and ends a server that a crash left there. */
export async function removeData(): Promise<void> {
  for (const folder of [ON_DISK, IN_MEMORY]) await removeCluster(folder);
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return 0;
    throw error;
  }
}

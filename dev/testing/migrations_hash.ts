import { createHash } from "node:crypto";
import { join } from "node:path";
import { exists } from "../exists.ts";

const SERVICES = join(import.meta.dirname!, "../../services");
const LENGTH = 12;

/** Changes when an SQL file under `services/<name>` or `services/kit`, or the function that applies them, does. */
export async function migrationsHash(name: string, migrate?: (url: string) => Promise<void>): Promise<string> {
  const hash = createHash("sha256").update(String(migrate));
  for (const folder of [join(SERVICES, name), join(SERVICES, "kit")]) {
    if (migrate === undefined || !await exists(folder)) continue;
    for (const file of await sqlFiles(folder)) hash.update(file).update(await Deno.readFile(file));
  }
  return hash.digest("hex").slice(0, LENGTH);
}

async function sqlFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) files.push(...await sqlFiles(path));
    else if (entry.name.endsWith(".sql")) files.push(path);
  }
  return files.sort();
}

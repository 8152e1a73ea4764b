import { join, relative } from "node:path";
import { exists } from "../exists.ts";
import { delay } from "../../services/kit/delay.ts";
import { ROOT } from "./deno_process.ts";

const WATCHED = ["routes", "islands", "components", "static", "edge", "services", "proto/gen"];
const CHANGES = ["create", "modify", "remove", "rename"];
const OF_THE_SITE = /^(routes|islands|components|static|edge)\//;
const OF_ALL = /^(services\/kit|proto\/gen)\//;
const OF_ONE = /^services\/([^/]+)\//;
const NO_PART = /(_test\.tsx?|~|\.swp|\/testdata\/.*)$/;
/** An editor writes a file in several steps, and people save several files at once. */
const QUIET_MS = 100;

/** Names of the processes that a changed file is part of. */
export function affected(path: string): string[] {
  if (NO_PART.test(path)) return [];
  if (OF_ALL.test(path)) return ["redis", "mailbox", "bank", "user", "order", "edge"];
  if (OF_THE_SITE.test(path)) return ["edge"];
  const service = OF_ONE.exec(path)?.[1];
  return service === undefined ? [] : [service];
}

/** Calls `changed` with the processes to start anew and one of the files, each time the sources have changed. */
export async function watchSources(changed: (processes: Set<string>, file: string) => Promise<void>): Promise<void> {
  const folders: string[] = [];
  for (const name of WATCHED) if (await exists(join(ROOT, name))) folders.push(join(ROOT, name));
  let next: { processes: Set<string>; file: string } | undefined;
  const failed = Promise.withResolvers<never>();
  const handle = async () => {
    await delay(QUIET_MS);
    while (next !== undefined) {
      const { processes, file } = next;
      next = undefined;
      await changed(processes, file);
    }
  };
  let handling: Promise<void> | undefined;
  const collect = async () => {
    for await (const { kind, paths } of Deno.watchFs(folders)) {
      if (!CHANGES.includes(kind)) continue;
      for (const file of paths.map((path) => relative(ROOT, path))) {
        for (const name of affected(file)) (next ??= { processes: new Set(), file }).processes.add(name);
      }
      if (next === undefined) continue;
      handling ??= handle().catch(failed.reject).finally(() => handling = undefined);
    }
  };
  await Promise.race([collect(), failed.promise]);
}

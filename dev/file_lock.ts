import { exists } from "./exists.ts";

/** A lock that the system drops when this process ends, however it ends. Dispose removes its file too. */
export type FileLock = Disposable;

/** Takes the lock of `path` and writes `note` (for whoever asks who holds it) there; `undefined` when it is held. */
export async function tryFileLock(path: string, note = ""): Promise<FileLock | undefined> {
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o644 });
  if (!await file.tryLock(true) || !await isStillAt(path, file)) {
    file.close();
    return undefined;
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(note));
  return {
    [Symbol.dispose]() {
      try {
        Deno.removeSync(path); // while it is held, so that it is nobody else's
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // somebody removed the whole folder
      } finally {
        file.close();
      }
    },
  };
}

/** False when the holder removed the file between our opening and locking it. */
async function isStillAt(path: string, file: Deno.FsFile): Promise<boolean> {
  return await exists(path) && (await Deno.stat(path)).ino === (await file.stat()).ino;
}

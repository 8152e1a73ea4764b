import assert from "node:assert/strict";
import { exists } from "./exists.ts";
import { tryFileLock } from "./file_lock.ts";

const HOLD = `
  import { tryFileLock } from ${JSON.stringify(import.meta.resolve("./file_lock.ts"))};
  const lock = await tryFileLock(Deno.args[0], "held");
  console.log(lock === undefined ? "refused" : "held");
  await new Promise((resolve) => setTimeout(resolve, 60_000));`;

/** Lets another process take the lock, and returns it with what it said. */
async function holdElsewhere(path: string): Promise<{ said: string; holder: Deno.ChildProcess }> {
  const holder = new Deno.Command(Deno.execPath(), { args: ["eval", HOLD, path], stdout: "piped" }).spawn();
  const reader = holder.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { said: new TextDecoder().decode(value).trim(), holder };
}

async function end(holder: Deno.ChildProcess): Promise<void> {
  holder.kill("SIGKILL");
  await holder.status;
}

Deno.test("tryFileLock() refuses a lock that another process holds, and takes it after a kill -9", async () => {
  const path = await Deno.makeTempFile({ prefix: "shopflow-" });
  const { said, holder } = await holdElsewhere(path);
  assert.equal(said, "held");
  assert.equal(await tryFileLock(path), undefined);
  assert.equal(await Deno.readTextFile(path), "held");
  await end(holder);
  const lock = await tryFileLock(path, "mine");
  assert.equal(await Deno.readTextFile(path), "mine");
  lock?.[Symbol.dispose]();
});

Deno.test("tryFileLock() keeps others out until it is disposed of, and leaves no file", async () => {
  const path = await Deno.makeTempFile({ prefix: "shopflow-" });
  {
    using lock = await tryFileLock(path);
    assert.ok(lock);
    const { said, holder } = await holdElsewhere(path);
    assert.equal(said, "refused");
    await end(holder);
  }
  assert.equal(await exists(path), false);
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { readSecrets } from "./state.ts";

Deno.test("readSecrets() makes secrets once, for their owner's eyes only", async () => {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-" });
  try {
    const path = join(folder, "secrets.json");
    const first = await readSecrets(path);
    assert.equal(new Set(Object.values(first)).size, 7);
    assert.ok(Object.values(first).every((secret) => secret.length >= 43));
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.deepEqual(await readSecrets(path), first);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

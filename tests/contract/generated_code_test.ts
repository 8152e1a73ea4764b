import assert from "node:assert/strict";
import { join } from "node:path";
import { generate } from "../../dev/proto/generate.ts";

/** Every file below a folder: its path there, and its text. */
async function texts(folder: string, below = ""): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const entry of Deno.readDir(join(folder, below))) {
    const path = join(below, entry.name);
    if (entry.isFile) found.set(path, await Deno.readTextFile(join(folder, path)));
    else for (const [name, text] of await texts(folder, path)) found.set(name, text);
  }
  return found;
}

Deno.test("the contracts are free of lint, and the code in proto/gen is what they generate", async () => {
  const out = await Deno.makeTempDir();
  try {
    await generate(out);
    const [fresh, committed] = [await texts(out), await texts("proto/gen")];
    assert.deepEqual([...committed.keys()].sort(), [...fresh.keys()].sort());
    for (const [path, text] of fresh) {
      assert.equal(committed.get(path), text, `${path} is stale: run "deno task proto"`);
    }
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

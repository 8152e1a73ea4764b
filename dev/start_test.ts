import assert from "node:assert/strict";
import { join } from "node:path";
import { lockState, statePaths } from "./supervisor/state.ts";

/** Tries to start the shop where it cannot be started; what it says on stderr, and what it leaves in its state folder. */
async function failToStart(env: Record<string, string>, prepare?: (state: string) => Promise<Disposable>) {
  const state = await Deno.makeTempDir({ prefix: "shopflow-" });
  using _prepared = await prepare?.(state);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", join(import.meta.dirname!, "start.ts")],
    env: { SHOPFLOW_STATE: state, PORT: "0", NO_COLOR: "1", ...env },
  }).output();
  const left = [...Deno.readDirSync(state)].map(({ name }) => name);
  await Deno.remove(state, { recursive: true });
  return { code, lines: new TextDecoder().decode(stderr).trimEnd().split("\n"), left };
}

Deno.test("start says in one line that the port is taken, and leaves nothing", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { code, lines, left } = await failToStart({ PORT: String(taken.addr.port) });
  assert.equal(code, 1);
  assert.deepEqual(lines, [
    `Cannot listen on port ${taken.addr.port}: another program uses it. Stop that program, or choose another port with PORT.`,
  ]);
  assert.deepEqual(left, []);
});

Deno.test("start says in one line that the shop runs already", async () => {
  const { code, lines } = await failToStart({}, async (state) => (await lockState(statePaths(state))).lock);
  assert.equal(code, 1);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, new RegExp(`^Cannot use ".*": the shop with process id ${Deno.pid} runs there`));
});

Deno.test("start says in one line that it cannot write its state", async () => {
  const file = await Deno.makeTempFile({ prefix: "shopflow-" });
  const { code, lines } = await failToStart({ SHOPFLOW_STATE: file });
  await Deno.remove(file);
  assert.equal(code, 1);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /^Cannot write to ".*": .* set SHOPFLOW_STATE to a folder that is\.$/);
});

for (
  const [variable, value, expected] of [
    ["PORT", "eight", 'Cannot use PORT "eight": it must be a number up to 65535'],
    [
      "DATABASE_URL_ORDER",
      "mysql://localhost/shop",
      "Cannot use DATABASE_URL_ORDER: it must be a URL that starts with postgres:// or postgresql://",
    ],
    [
      "UPSTASH_REDIS_REST_URL",
      "https://redis.example",
      "Cannot use Redis: set both UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or neither",
    ],
  ] as const
) {
  Deno.test(`start refuses a ${variable} that cannot work`, async () => {
    const { code, lines, left } = await failToStart({ [variable]: value });
    assert.equal(code, 1);
    assert.deepEqual(lines, [expected]);
    assert.deepEqual(left, []);
  });
}

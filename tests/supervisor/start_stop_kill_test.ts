import assert from "node:assert/strict";
import { exists } from "../../dev/exists.ts";
import { freePort } from "../../dev/free_port.ts";
import { isHealthy, isRunning, type Shop, type ShopProcess, startShop, until } from "../shop.ts";

const PROCESSES: ShopProcess[] = ["postgres", "redis", "mailbox", "bank", "user", "order", "edge"];
/** What says that a shop, or its PostgreSQL server, runs in a state folder. */
const LOCKS = ["lock", "postgres/data/postmaster.pid"];
const RECOVERY_MS = 10_000;

async function pidsOf(shop: Shop): Promise<number[]> {
  return (await Promise.all(PROCESSES.map((name) => shop.pids(name)))).flat();
}

/** What a start that cannot work says, line by line. */
async function refusal(env: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "dev/start.ts"],
    env,
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { code, lines: said.trim().split("\n") };
}

Deno.test("the shop starts, runs each process once, and stops without a trace", async () => {
  await using shop = await startShop();
  assert.ok(await isHealthy(shop), shop.output());
  for (const name of PROCESSES) assert.equal((await shop.pids(name)).length, 1, name);
  const pids = await pidsOf(shop);
  for (const lock of LOCKS) assert.ok(await exists(`${shop.state}/${lock}`), `${lock} is not where it was`);
  assert.equal(await shop.stop("SIGINT"), 0, shop.output());
  for (const pid of pids) assert.equal(await isRunning(pid), false, `process ${pid} was left behind`);
  for (const lock of LOCKS) assert.equal(await exists(`${shop.state}/${lock}`), false, `${lock} was left behind`);
  Deno.listen({ port: Number(new URL(shop.url).port) }).close();
});

Deno.test("a second start in one folder is refused in one line, and the first goes on", async () => {
  await using shop = await startShop();
  const { code, lines } = await refusal({ SHOPFLOW_STATE: shop.state, PORT: String(freePort()) });
  assert.equal(code, 1);
  assert.equal(lines.length, 1, lines.join("\n"));
  assert.match(lines[0]!, new RegExp(`Cannot use .*${shop.pid}`));
  assert.ok(await isHealthy(shop));
});

Deno.test("a port that is taken is refused in one line that names PORT", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const state = await Deno.makeTempDir();
  try {
    const { code, lines } = await refusal({ SHOPFLOW_STATE: state, PORT: String(taken.addr.port) });
    assert.equal(code, 1);
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.match(lines[0]!, /PORT/);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("a process that is killed is started again, and the shop is whole within 10 s", async (t) => {
  await using shop = await startShop();
  for (const name of PROCESSES) {
    await t.step(name, async () => {
      const [before] = await shop.pids(name);
      await shop.kill(name);
      await until(async () => {
        const [now] = await shop.pids(name);
        return now !== undefined && now !== before && await isHealthy(shop);
      }, RECOVERY_MS);
      assert.match(shop.output(), new RegExp(`${name} ended \\(SIGKILL\\); starting it again`));
    });
  }
});

Deno.test("a supervisor that is killed takes its processes with it, and the next start has all the data", async () => {
  const state = await Deno.makeTempDir({ prefix: "shopflow-" });
  try {
    const first = await startShop({ state });
    const products = await (await fetch(`${first.url}/api/v1/products/?limit=1`)).text();
    const services = (await Promise.all(PROCESSES.slice(1).map((name) => first.pids(name)))).flat();
    Deno.kill(first.pid, "SIGKILL");
    await first.stop();
    await until(async () => !(await Promise.all(services.map(isRunning))).includes(true), RECOVERY_MS);
    await using second = await startShop({ state });
    assert.equal(await (await fetch(`${second.url}/api/v1/products/?limit=1`)).text(), products);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

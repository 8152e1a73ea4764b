/** Processes that are killed by the system, as they are where it counts: at each debug point, and at any moment. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DEBUG_POINTS } from "../debug_point.ts";
import { orderFlow, type Wish } from "./testing/order_flow.ts";
import { type TestBench, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const WORKER = join(import.meta.dirname!, "testing/worker.ts");
const POINTS = DEBUG_POINTS.filter((point) => point.startsWith("workflow."));

/** A worker that is started again whenever it is killed. */
class Immortal implements AsyncDisposable {
  #isOver = false;
  #child: Deno.ChildProcess;
  readonly #ended: Promise<void>;
  deaths = 0;

  constructor(readonly url: string, readonly folder: string) {
    this.#child = this.#spawn();
    this.#ended = this.#mind();
  }

  #spawn(): Deno.ChildProcess {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", "--lock=dev/tools.lock", WORKER, this.url],
      cwd: join(import.meta.dirname!, "../../.."),
      env: { SHOPFLOW_DEBUG_POINTS: this.folder },
      stdout: "inherit",
    }).spawn();
  }

  async #mind(): Promise<void> {
    for (;;) {
      const { signal } = await this.#child.status;
      assert.equal(signal, "SIGKILL");
      this.deaths++;
      if (this.#isOver) return;
      this.#child = this.#spawn();
    }
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.kill();
    await this.#ended;
  }
}

async function start(bench: TestBench, wishes: Map<string, Wish>, count: number): Promise<void> {
  const engine = bench.engine();
  const flow = orderFlow(engine, bench.database);
  for (let i = 0; i < count; i++) {
    const [id, input] = [crypto.randomUUID(), { isRefused: i % 2 === 1 }];
    wishes.set(id, input);
    await engine.start(bench.database, flow, { id, input });
  }
}

async function ended(bench: TestBench): Promise<number> {
  return (await bench.database`select from workflow_runs where status in ('done', 'refused')`).length;
}

Deno.test("runs end right although their processes are killed at each debug point and at any moment", async () => {
  await using bench = await testBench();
  await bench.database`create table elsewhere (key uuid primary key, what text not null)`;
  const folder = await Deno.makeTempDir();
  const wishes = new Map<string, Wish>();
  {
    await using one = new Immortal(bench.url, folder);
    await using two = new Immortal(bench.url, folder);
    for (const point of POINTS) {
      await Deno.writeTextFile(join(folder, point), "");
      await start(bench, wishes, 2);
      await until(() => Deno.stat(join(folder, point)).then(() => false, () => true));
    }
    for (const worker of [one, two]) {
      await start(bench, wishes, 6);
      const before = await ended(bench);
      await until(async () => await ended(bench) > before);
      worker.kill();
    }
    await until(async () => await ended(bench) === wishes.size);
    assert.ok(one.deaths + two.deaths >= POINTS.length);
  }
  await Deno.remove(folder);
  const expected = [...wishes].flatMap(([id, { isRefused }]) => [
    `reserved ${id}`,
    ...(isRefused ? ["cancelled", `released ${id}`] : [`settled ${id}`]),
  ]);
  assert.deepEqual((await bench.trace()).sort(), expected.sort());
  const told = [...wishes].flatMap(([id, { isRefused }]) => [
    `audit ${id}`,
    `mail ${id}`,
    `paid ${id}`,
    ...(isRefused ? [`voided ${id}`] : []),
  ]);
  const elsewhere = await bench.database<{ what: string }[]>`select what from elsewhere`;
  assert.deepEqual(elsewhere.map(({ what }) => what).sort(), told.sort());
});

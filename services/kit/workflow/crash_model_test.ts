/**
 * Any body of steps in sequence and in parallel, some of which fail or refuse, by processes that die at any debug point: it ends
 * the same, each transaction took effect once, and what is undone is exactly what happened.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Query, transaction } from "../database.ts";
import { ErrorCode } from "../errors.ts";
import { until } from "../testing/until.ts";
import type { WorkflowEngine } from "./engine.ts";
import { Refusal } from "./refusal.ts";
import { type TestBench, testBench } from "./testing/fixture.ts";
import { Crash, mortal } from "./testing/mortal.ts";
import type { Run, Workflow } from "./workflow.ts";

const CASES = 25;

/** fine: succeeds; shaky: takes effect, fails, and succeeds when tried again; lost: takes effect and always fails. */
type Manner = "fine" | "shaky" | "lost" | "refuses";
interface Leaf {
  kind: "step" | "transaction";
  name: string;
  manner: Manner;
  undo: boolean;
  memo: "at once" | "with next";
}
type Tree = Leaf | { kind: "sequence" | "parallel"; parts: Tree[] };
interface Plan {
  body: Tree;
  last: boolean;
  undo: boolean;
}

/** What is elsewhere: the steps that took effect and were not taken back, and how often each was tried. */
class Elsewhere {
  readonly effects = new Set<string>();
  readonly tries = new Map<string, number>();
  readonly undone: string[] = [];
}

const leaf = fc.record({
  kind: fc.constantFrom("step" as const, "transaction" as const),
  name: fc.constant(""),
  manner: fc.oneof(
    { weight: 4, arbitrary: fc.constant("fine" as const) },
    { weight: 1, arbitrary: fc.constantFrom("shaky" as const, "lost" as const, "refuses" as const) },
  ),
  undo: fc.boolean(),
  memo: fc.constantFrom("at once" as const, "with next" as const),
});
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    leaf,
    fc.record({
      kind: fc.constantFrom("sequence" as const, "parallel" as const),
      parts: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));
const plans = fc.record({ body: tree, last: fc.boolean(), undo: fc.boolean() });

function named(tree: Tree, prefix = "s"): Tree {
  if ("parts" in tree) return { ...tree, parts: tree.parts.map((part, index) => named(part, `${prefix}.${index}`)) };
  return { ...tree, name: prefix };
}

function leaves(tree: Tree): Leaf[] {
  return "parts" in tree ? tree.parts.flatMap(leaves) : [tree];
}

async function leave(tx: Query, what: string): Promise<void> {
  await tx`insert into traces (what) values (${what})`;
}

async function perform(run: Run, tree: Tree, world: Elsewhere): Promise<void> {
  if (tree.kind === "sequence") { for (const part of tree.parts) await perform(run, part, world); }
  else if (tree.kind === "parallel") await Promise.all(tree.parts.map((part) => perform(run, part, world)));
  else if (tree.kind === "step") await step(run, tree, world);
  else if (tree.kind === "transaction") await inDatabase(run, tree, world);
}

/** Fails as the manner says, given how often it was tried. */
function fail(manner: Manner, tries: number): void {
  if (manner === "refuses") throw new Refusal(ErrorCode.PAYMENT_DECLINED, "Cannot: refused");
  if (manner === "lost" || manner === "shaky" && tries === 1) throw new Error("Cannot: no answer");
}

function tried(world: Elsewhere, name: string): number {
  const tries = (world.tries.get(name) ?? 0) + 1;
  world.tries.set(name, tries);
  return tries;
}

async function step(run: Run, { name, manner, undo, memo }: Leaf, world: Elsewhere): Promise<void> {
  const work = async ({ key }: { key: string }) => {
    assert.equal(key, run.key(name));
    if (manner !== "refuses") world.effects.add(name);
    await Promise.resolve();
    fail(manner, tried(world, name));
    return `did ${name}`;
  };
  const takeBack = (output: string | undefined) => {
    assert.ok(output === undefined || output === `did ${name}`);
    world.effects.delete(name);
    world.undone.push(name);
    return Promise.resolve();
  };
  const result = await run.step(name, work, { memo, retry: { attempts: 2 }, ...(undo && { undo: takeBack }) });
  assert.equal(result, `did ${name}`);
}

async function inDatabase(run: Run, { name, manner, undo }: Leaf, world: Elsewhere): Promise<void> {
  await run.transaction(name, async (tx) => {
    await leave(tx, name);
    fail(manner, tried(world, name));
  }, { retry: { attempts: 2 }, ...(undo && { undo: (tx) => leave(tx, `undo ${name}`) }) });
}

function define(engine: WorkflowEngine, plan: Plan, world: Elsewhere): Workflow<null, string> {
  return engine.define<null, string>({
    name: "any",
    run: async (run) => {
      await perform(run, plan.body, world);
      if (plan.last) await run.transaction("last", (tx) => leave(tx, "last"), { last: true });
      return "ended";
    },
    ...(plan.undo && { undo: (tx) => leave(tx, "undo start") }),
  });
}

interface End {
  status: string;
  traces: string[];
  world: Elsewhere;
  points: number;
}

/** Runs the plan by one process after the other: each dies at the debug point of that number, the last one lives. */
async function live(bench: TestBench, plan: Plan, deaths: number[]): Promise<End> {
  const world = new Elsewhere();
  const id = crypto.randomUUID();
  await bench.database`truncate traces`;
  let points = 0;
  for (const [life, death] of [...deaths, Infinity].entries()) {
    const process = mortal(bench.url);
    const dead = Promise.withResolvers<void>();
    let isDead = false;
    points = 0;
    const at = () => {
      if (!isDead && ++points <= death) return;
      isDead = true;
      void process.die().then(dead.resolve, dead.reject);
      throw new Crash("Cannot go on: the process died");
    };
    const engine = bench.engine({ at, graceMs: 0 }, process.database);
    const flow = define(engine, plan, world);
    const stop = new AbortController();
    if (life === 0) {
      const started = await transaction(
        bench.database,
        (tx) => engine.start(tx, flow, { id, input: null, claim: true }),
      );
      void started.continue();
    } else {await bench
        .database`update workflow_runs set run_at = now() where id = ${id} and status in ('ready', 'waiting')`;}
    const working = engine.run(stop.signal);
    await until(async () => isDead || await isOver(bench, id));
    stop.abort();
    await working;
    if (isDead) await dead.promise;
    else await process.die();
    if (!isDead) break;
  }
  const [run] = await bench.database<{ status: string }[]>`select status from workflow_runs where id = ${id}`;
  return { status: run!.status, traces: await bench.trace(), world, points };
}

async function isOver(bench: TestBench, id: string): Promise<boolean> {
  const rows = await bench.database`select from workflow_runs where id = ${id} and status not in ('ready', 'waiting')`;
  return rows.length > 0;
}

/** What must hold at the end, whoever died. */
function check(plan: Plan, { status, traces, world }: End): void {
  const all = leaves(plan.body);
  const count = (what: string) => traces.filter((each) => each === what).length;
  for (const { name, kind, undo } of all) {
    if (kind === "transaction") {
      assert.ok(count(name) <= 1, `${name} took effect ${count(name)} times`);
      if (status === "done") assert.equal(count(name), 1);
      assert.equal(count(`undo ${name}`), status === "refused" && undo ? count(name) : 0, `undo of ${name}`);
    } else if (status === "done") {
      assert.ok(world.effects.has(name));
      assert.deepEqual(world.undone, []);
    } else if (undo) assert.ok(!world.effects.has(name), `${name} is left`);
  }
  assert.equal(count("last"), status === "done" && plan.last ? 1 : 0);
  assert.equal(count("undo start"), status === "refused" && plan.undo ? 1 : 0);
}

Deno.test("a run ends the same whichever processes die on the way, and wherever", async () => {
  await using bench = await testBench();
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 3 }),
      async ({ body, ...rest }, deaths) => {
        const plan = { ...rest, body: named(body) };
        const whole = await live(bench, plan, []);
        check(plan, whole);
        const broken = await live(bench, plan, deaths.map((part) => Math.floor(part * whole.points)));
        check(plan, broken);
        assert.equal(broken.status, whole.status);
      },
    ),
    { numRuns: CASES },
  );
});

import type { Database } from "../../database.ts";
import { ErrorCode } from "../../errors.ts";
import type { WorkflowEngine } from "../engine.ts";
import { Refusal } from "../refusal.ts";
import type { Workflow } from "../workflow.ts";
import { leave } from "./fixture.ts";

/** How long a run stays with a worker that was killed. */
export const WORKER_LEASE_MS = 400;

/** What an order of the chaos test is to come to. */
export interface Wish {
  isRefused: boolean;
}

/** A workflow as a checkout is, which leaves a trace of all it does. What is elsewhere knows a repeat by its key. */
export function orderFlow(engine: WorkflowEngine, database: Database): Workflow<Wish, string> {
  const tell = async (key: string, what: string) =>
    void await database`insert into elsewhere (key, what) values (${key}, ${what}) on conflict do nothing`;
  return engine.define<Wish, string>({
    name: "order",
    undo: (tx, _wish, _refusal) => leave(tx, "cancelled"),
    run: async (run, { isRefused }) => {
      await run.transaction("reserve", (tx) => leave(tx, `reserved ${run.id}`), {
        undo: (tx) => leave(tx, `released ${run.id}`),
      });
      await Promise.all(["mail", "audit"].map((name) => run.step(name, ({ key }) => tell(key, `${name} ${run.id}`))));
      await run.step("pay", ({ key }) => tell(key, `paid ${run.id}`), {
        memo: "with next",
        undo: (_output, { key }) => tell(key, `voided ${run.id}`),
      });
      if (isRefused) throw new Refusal(ErrorCode.PAYMENT_DECLINED, "Cannot pay: declined");
      await run.transaction("settle", (tx) => leave(tx, `settled ${run.id}`));
      return "settled";
    },
  });
}

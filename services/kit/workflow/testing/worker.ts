/** A process that works on runs of `orderFlow()` until it is killed: `worker.ts <address of the database>`. */
import { openDatabase } from "../../database.ts";
import { createLog } from "../../log.ts";
import { WorkflowEngine } from "../engine.ts";
import { orderFlow, WORKER_LEASE_MS } from "./order_flow.ts";

const database = openDatabase(Deno.args[0]!, { name: "workflow-worker", connections: 6 });
const log = createLog({ process: "worker", level: "error" });
const engine = new WorkflowEngine(database, { log, leaseMs: WORKER_LEASE_MS, pollMs: 50, maxCrashes: 100 });
orderFlow(engine, database);
await engine.run(new AbortController().signal);

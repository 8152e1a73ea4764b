import { create } from "@bufbuild/protobuf";
import {
  EraseAccountRequestSchema,
  GetExportRequestSchema,
  ListExportsRequestSchema,
  ListExportsResponseSchema,
  RequestExportRequestSchema,
  RequestExportResponseSchema,
} from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Database } from "../../../kit/database.ts";
import { createLog } from "../../../kit/log.ts";
import { until } from "../../../kit/testing/until.ts";
import { type EngineOptions, WorkflowEngine } from "../../../kit/workflow/engine.ts";
import { callOf } from "../../testing/add_user.ts";
import { sessionEnds } from "../../testing/session_ends.ts";
import { withUserDatabase } from "../../testing/user_database.ts";
import { Secrets } from "../../secrets.ts";
import type { UserRow } from "../../user_row.ts";
import type { CustomerName, Customers } from "../customers.ts";
import { privacyHandlers } from "../handlers.ts";

/** An order service that a test can turn off, or have wait for an order. */
export class TestCustomers implements Customers {
  isAway = false;
  hasOpenOrder = false;
  readonly collected: CustomerName[] = [];
  readonly erased: CustomerName[] = [];
  refusals = 0;

  collect(customer: CustomerName): Promise<unknown> {
    if (this.isAway) return Promise.reject(new Error("Cannot answer: away"));
    this.collected.push(customer);
    return Promise.resolve({ orders: [{ number: "SF-7K3QX9M2" }] });
  }

  erase(customer: CustomerName): Promise<boolean> {
    if (this.isAway) return Promise.reject(new Error("Cannot answer: away"));
    if (this.hasOpenOrder) this.refusals++;
    else this.erased.push(customer);
    return Promise.resolve(!this.hasOpenOrder);
  }
}

/** The same in every process of a test. */
const SECRETS = new Secrets(new Uint8Array(32));

/** A process of the user service: its engine, and its handlers as an account's owner calls them. */
export function privacyProcess(database: Database, customers: Customers, options: Partial<EngineOptions> = {}) {
  const log = createLog({ process: "test", sink: () => {} });
  const engine = new WorkflowEngine(database, { log, pollMs: 20, random: () => 0, graceMs: 0, ...options });
  const sessions = sessionEnds();
  const handlers = privacyHandlers({ database, engine, customers, sessions, secrets: SECRETS });
  return {
    engine,
    sessions,
    handlers,
    requestExport: async (user: UserRow) =>
      create(
        RequestExportResponseSchema,
        await handlers.requestExport(create(RequestExportRequestSchema), callOf(user)),
      ).export!,
    listExports: async (user: UserRow) =>
      create(
        ListExportsResponseSchema,
        await handlers.listExports(create(ListExportsRequestSchema), callOf(user)),
      ).exports,
    getExport: async (user: UserRow, id: string) => {
      const { content } = await handlers.getExport(create(GetExportRequestSchema, { id }), callOf(user));
      return new TextDecoder().decode(content);
    },
    erase: (user: UserRow) =>
      handlers.eraseAccount(
        create(EraseAccountRequestSchema, { device: { ip: "192.0.2.1", userAgent: "Test" } }),
        callOf(user),
      ),
  };
}

/** What a test works with. */
export interface PrivacyFixture extends ReturnType<typeof privacyProcess> {
  readonly database: Database;
  readonly url: string;
  readonly customers: TestCustomers;
  /** Has the engine work until the test ends. */
  work(): void;
  /** Waits until a run ends or, with "waiting", lies down. */
  untilRun(id: string, status: string): Promise<void>;
  /** Lets the time pass that a run waits for. */
  pass(id: string): Promise<void>;
}

/** Runs a test on a user service of its own. */
export async function withPrivacy(run: (fixture: PrivacyFixture) => Promise<void>): Promise<void> {
  await withUserDatabase(async (database, url) => {
    const customers = new TestCustomers();
    const process = privacyProcess(database, customers);
    const stop = new AbortController();
    let working: Promise<void> | undefined;
    try {
      await run({
        ...process,
        database,
        url,
        customers,
        work: () => void (working = process.engine.run(stop.signal)),
        untilRun: (id, status) =>
          until(async () =>
            (await database`select from workflow_runs where id = ${id} and status = ${status}`).length > 0
          ),
        pass: (id) => passTime(database, id),
      });
    } finally {
      stop.abort();
      await working;
    }
  });
}

/** Has a run that waits go on, as if its time had come. */
export async function passTime(database: Database, id: string): Promise<void> {
  await database`update workflow_steps set wake_at = now() where run_id = ${id} and wake_at is not null`;
  await database`update workflow_runs set run_at = now() where id = ${id} and status = 'waiting'`;
  await database`select pg_notify('workflow_runs', '')`;
}

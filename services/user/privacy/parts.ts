import type { Database } from "../../kit/database.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import type { Secrets } from "../secrets.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Customers } from "./customers.ts";

/** What export and erasure need. */
export interface PrivacyParts {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly engine: WorkflowEngine;
  readonly customers: Customers;
  readonly sessions: Pick<Sessions, "endAll" | "forget">;
}

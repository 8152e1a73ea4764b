import type { Database } from "../../kit/database.ts";
import type { Secrets } from "../secrets.ts";
import type { Sessions } from "../sessions/sessions.ts";

/** What staff's part of the user service needs. */
export interface StaffParts {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly sessions: Pick<Sessions, "endAll" | "forget">;
}

import type { Redis } from "@upstash/redis";
import type { Database } from "../../kit/database.ts";
import type { Log } from "../../kit/log.ts";
import type { Secrets } from "../secrets.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { RelyingParty } from "./relying_party.ts";

/** What changing an account's factors takes. */
export interface FactorParts {
  readonly database: Database;
  readonly redis: Redis;
  readonly secrets: Secrets;
  readonly sessions: Pick<Sessions, "addFactor" | "hasShownSecondFactor">;
  readonly relyingParty: RelyingParty;
  readonly log: Log;
  /** Milliseconds since the epoch, for codes that change with time. */
  readonly now: () => number;
}

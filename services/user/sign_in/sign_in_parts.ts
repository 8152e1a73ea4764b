import type { Redis } from "@upstash/redis";
import type { Database } from "../../kit/database.ts";
import type { Log } from "../../kit/log.ts";
import type { RelyingParty } from "../factors/relying_party.ts";
import type { Passwords } from "../passwords/passwords.ts";
import type { Secrets } from "../secrets.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Throttle } from "./throttle.ts";
import type { Tickets } from "./tickets.ts";

/** What signing in takes. */
export interface SignInParts {
  readonly database: Database;
  readonly redis: Redis;
  readonly secrets: Secrets;
  readonly passwords: Pick<Passwords, "verify" | "hash" | "needsRehash">;
  readonly sessions: Pick<Sessions, "begin" | "renew">;
  readonly relyingParty: RelyingParty;
  readonly throttle: Throttle;
  readonly tickets: Tickets;
  readonly log: Log;
  /** Milliseconds since the epoch, for codes that change with time. */
  readonly now: () => number;
}

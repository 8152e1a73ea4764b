import type { Database } from "../../kit/database.ts";
import type { Log } from "../../kit/log.ts";
import type { Passwords } from "../passwords/passwords.ts";
import type { Secrets } from "../secrets.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Throttle } from "../sign_in/throttle.ts";

/** What accounts are made and changed with. */
export interface AccountParts {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly passwords: Pick<Passwords, "check" | "hash" | "verify">;
  readonly sessions: Pick<Sessions, "endAll" | "keep" | "forget">;
  readonly throttle: Pick<Throttle, "attempt" | "remember">;
  /** Address of the site, such as "https://shop.example". */
  readonly publicOrigin: string;
  readonly log: Log;
}

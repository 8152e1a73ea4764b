import type { TokenSource } from "../../kit/auth/token_verifier.ts";
import type { Database } from "../../kit/database.ts";
import { listRevocations } from "./list_revocations.ts";
import type { SigningKeys } from "./signing_keys.ts";

/** What the user service itself checks access tokens with, from its own database. */
export function databaseTokenSource(database: Database, keys: SigningKeys): TokenSource {
  return {
    signingKeys: () => keys.publicKeys(),
    revocations: (cursor) => listRevocations(database, cursor),
  };
}

import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { TokenService } from "../../../proto/gen/shopflow/user/v1/token_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import type { TokenSource } from "../../kit/auth/token_verifier.ts";
import { type Database, transaction } from "../../kit/database.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import type { Secrets } from "../secrets.ts";
import { rotateKey, withdrawKeys } from "./rotate_keys.ts";

/** What access tokens are checked with. */
export function tokenHandlers(
  { database, secrets, source }: { database: Database; secrets: Secrets; source: TokenSource },
): Handlers<typeof TokenService> {
  return {
    getSigningKeys: async () => ({ jwksJson: JSON.stringify(await source.signingKeys()) }),
    listRevocations: ({ cursor }) => source.revocations(cursor),
    rotateSigningKeys: ({ withdraw }, { caller, principal }) =>
      transaction(database, async (tx) => {
        const signsFrom = await (withdraw ? withdrawKeys : rotateKey)(tx, secrets);
        await writeAudit(tx, {
          workload: caller,
          actorId: principal?.userId,
          action: "signing_keys.rotated",
          details: { withdraw },
        });
        return { signsFrom: timestampFromDate(signsFrom) };
      }),
  };
}

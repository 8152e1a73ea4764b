import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ListSecurityEventsRequest,
  ListSecurityEventsResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { readAudit } from "../../kit/audit/read_audit.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database } from "../../kit/database.ts";
import { ownAccount } from "../own_account.ts";

const DEFAULT_PAGE_SIZE = 20;

/** Lists what concerned the safety of the account of whoever is signed in, newest first. Who of the staff did it is not told. */
export async function listSecurityEvents(
  database: Database,
  { pageSize, cursor }: ListSecurityEventsRequest,
  principal: Principal,
): Promise<MessageInitShape<typeof ListSecurityEventsResponseSchema>> {
  const { id } = await ownAccount(database, principal);
  const page = { size: pageSize || DEFAULT_PAGE_SIZE, cursor };
  const { entries, nextCursor } = await readAudit(database, { subject: id, eventsOnly: true }, page);
  return {
    events: entries.map(({ at, action, outcome, ip, userAgent }) => ({
      at: timestampFromDate(at),
      action,
      outcome,
      device: { ip: ip ?? "", userAgent: userAgent ?? "" },
    })),
    nextCursor,
  };
}

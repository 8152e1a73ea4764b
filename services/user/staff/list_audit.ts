import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  AuditEntrySchema,
  ListAuditRequest,
  ListAuditResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { type AuditRow, readAudit } from "../../kit/audit/read_audit.ts";
import type { Database } from "../../kit/database.ts";

const DEFAULT_PAGE_SIZE = 50;

/** Lists what was done, newest first. */
export async function listAudit(
  database: Database,
  { actorId, subject, actionPrefix, pageSize, cursor }: ListAuditRequest,
): Promise<MessageInitShape<typeof ListAuditResponseSchema>> {
  const filter = { actorId, subject, actionPrefix };
  const { entries, nextCursor } = await readAudit(database, filter, { size: pageSize || DEFAULT_PAGE_SIZE, cursor });
  return { entries: entries.map(entryMessage), nextCursor };
}

function entryMessage(row: AuditRow): MessageInitShape<typeof AuditEntrySchema> {
  const { workload, action, subject, outcome } = row;
  return {
    at: timestampFromDate(row.at),
    actorId: row.actorId ?? "",
    workload,
    action,
    subject,
    outcome,
    ip: row.ip ?? "",
    requestId: row.requestId ?? "",
    detailsJson: JSON.stringify(row.details),
  };
}

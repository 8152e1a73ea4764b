import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ListAuditRequest as ListOperationsAudit } from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import type {
  AuditEntrySchema,
  ListAuditRequest as ListUserAudit,
} from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../database.ts";
import { type AuditRow, readAudit } from "./read_audit.ts";

const DEFAULT_PAGE_SIZE = 50;

/** Lists what was done in a service, newest first. For whichever contract it is asked by. */
export async function listAudit(
  database: Database,
  { actorId, subject, actionPrefix, pageSize, cursor }: ListUserAudit | ListOperationsAudit,
): Promise<{ entries: MessageInitShape<typeof AuditEntrySchema>[]; nextCursor: string }> {
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

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RequestExportResponseSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { lockOwnAccount } from "../own_account.ts";
import type { StartExport } from "./export_workflow.ts";
import { exportColumns, exportMessage, type ExportRow } from "./exports.ts";

/**
 * Begins to collect all data of whoever is signed in; answers with the export that is being collected where there is one. Fails
 * with RATE_LIMITED when one was asked for in the last hour.
 */
export async function requestExport(
  database: Database,
  startExport: StartExport,
  call: Pick<Call, "caller" | "principal">,
): Promise<MessageInitShape<typeof RequestExportResponseSchema>> {
  const principal = principalOf(call);
  return await transaction(database, async (tx) => {
    const { id: userId } = await lockOwnAccount(tx, principal);
    const [latest] = await tx<(ExportRow & { isRecent: boolean })[]>`
      select ${exportColumns(tx)}, requested_at > now() - interval '1 hour' as "isRecent" from exports
      where user_id = ${userId} order by requested_at desc limit 1`;
    if (latest && latest.readyAt === null) return { export: exportMessage(latest) };
    if (latest?.isRecent) {
      throw new ShopError(ErrorCode.RATE_LIMITED, "Cannot export again: one was asked for in the last hour");
    }
    const [begun] = await tx<ExportRow[]>`
      insert into exports (user_id) values (${userId}) returning ${exportColumns(tx)}`;
    await startExport(tx, { exportId: begun!.id, userId });
    await writeAudit(tx, {
      actorId: userId,
      workload: call.caller,
      action: "export.requested",
      subject: userId,
      sessionId: principal.sessionId,
    });
    return { export: exportMessage(begun!) };
  });
}

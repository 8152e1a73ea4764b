import { MethodOptions_IdempotencyLevel as Idempotency } from "@bufbuild/protobuf/wkt";
import type { DescMethod } from "@bufbuild/protobuf";
import type { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../database.ts";
import { fromUnknown } from "../errors.ts";
import { ROLES } from "../grpc/permissions.ts";
import { methodPath, policyOf } from "../grpc/policy.ts";
import type { CallAudit } from "../grpc/run_call.ts";
import type { Log } from "../log.ts";
import { fieldsSet, subjectOf } from "./describe_request.ts";
import { writeAudit } from "./write_audit.ts";

/** The workload of a machine's operator: whatever it changes is written down. */
const OPERATOR = "operator";
/** What some role has that customers have not. */
const STAFF_PERMISSIONS: ReadonlySet<Permission> = new Set(
  Object.entries(ROLES).flatMap(([role, permissions]) => Number(role) === Role.CUSTOMER ? [] : [...permissions]),
);

/** Whether calls of a method by a workload are written to the audit log: staff's, unless they only read. */
export function isAudited(method: DescMethod, caller: string): boolean {
  return method.idempotency !== Idempotency.NO_SIDE_EFFECTS &&
    (caller === OPERATOR || STAFF_PERMISSIONS.has(policyOf(method).permission));
}

/**
 * Writes what staff does to the audit log of the service that does it: an entry "begun" before, without which it is not done,
 * and one of how it ended after. Fields of requests are named there, and their values left out.
 */
export function auditCalls(database: Database, log: Log): CallAudit {
  return async ({ method, request, call }, work) => {
    if (!isAudited(method, call.caller)) return await work();
    const entry = {
      actorId: call.principal?.userId,
      sessionId: call.principal?.sessionId,
      workload: call.caller,
      action: methodPath(method).slice(1),
      subject: request && subjectOf(method.input, request),
      details: request ? { fields: fieldsSet(method.input, request) } : {},
    };
    const end = (outcome: string) =>
      // It is done, whatever becomes of this entry: the first one tells that it was begun
      writeAudit(database, { ...entry, outcome }).catch((error) =>
        log.error("cannot write how a call of staff ended", { action: entry.action, outcome, error })
      );
    await writeAudit(database, { ...entry, outcome: "begun" });
    try {
      call.signal.throwIfAborted();
      const result = await work();
      await end("done");
      return result;
    } catch (error) {
      await end(fromUnknown(error).codeName);
      throw error;
    }
  };
}

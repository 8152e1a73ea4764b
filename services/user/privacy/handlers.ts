import type { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import { eraseAccount } from "./erase_account.ts";
import { defineErasure } from "./erasure_workflow.ts";
import { defineExport } from "./export_workflow.ts";
import { getExport, listExports } from "./exports.ts";
import { listSecurityEvents } from "./list_security_events.ts";
import type { PrivacyParts } from "./parts.ts";
import { requestExport } from "./request_export.ts";

/** What people see of what is known about them, and how they have it erased. Makes both workflows known to the engine. */
export function privacyHandlers(parts: PrivacyParts): Pick<
  Handlers<typeof AccountService>,
  "requestExport" | "listExports" | "getExport" | "eraseAccount" | "listSecurityEvents"
> {
  const { database } = parts;
  const startExport = defineExport(parts);
  const startErasure = defineErasure(parts);
  return {
    requestExport: (_request, call) => requestExport(database, startExport, call),
    listExports: (_request, call) => listExports(database, principalOf(call)),
    getExport: (request, call) => getExport(database, request, principalOf(call)),
    eraseAccount: (request, call) => eraseAccount(parts, startErasure, request, call),
    listSecurityEvents: (request, call) => listSecurityEvents(database, request, principalOf(call)),
  };
}

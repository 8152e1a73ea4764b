import type { Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { type AuditEntry, writeAudit } from "../../kit/audit/write_audit.ts";
import type { Query } from "../../kit/database.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import type { Factor } from "../sessions/sessions.ts";

/** A sign-in, or a re-authentication, that was carried out or refused. */
export interface SignInEvent {
  readonly call: Call;
  readonly device: Device | undefined;
  /** Whose; undefined when no account was meant. What was typed is not kept: it may be a password. */
  readonly userId: string | undefined;
  readonly factors: readonly Factor[];
  /** Of the session that began; undefined when it was refused. */
  readonly refreshToken?: string | undefined;
}

/** Keeps it in the audit log. */
export async function recordSignIn(query: Query, event: SignInEvent): Promise<void> {
  const { call, device, userId, factors, refreshToken } = event;
  const isDone = refreshToken !== undefined;
  const entry: AuditEntry = {
    actorId: isDone ? userId : undefined,
    workload: call.caller,
    action: isDone ? "sign_in.done" : "sign_in.refused",
    subject: userId,
    outcome: isDone ? "done" : "SIGN_IN_REFUSED",
    sessionId: refreshToken?.split(".")[0] ?? call.principal?.sessionId,
    ip: device?.ip,
    userAgent: device?.userAgent,
    details: { factors, again: call.principal !== undefined },
  };
  await writeAudit(query, entry);
}

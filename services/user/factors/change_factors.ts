import type { Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { type AuditEntry, writeAudit } from "../../kit/audit/write_audit.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import type { Factor } from "../sessions/sessions.ts";
import type { UserRow } from "../user_row.ts";
import { demandShownFactor } from "./demand_shown_factor.ts";
import type { FactorParts } from "./factor_parts.ts";
import { factorsOf, hasSecondFactor } from "./factors_of.ts";
import { lockAccount } from "./lock_account.ts";
import { removeRecoveryCodes, replaceRecoveryCodes } from "./recovery_codes.ts";

/** Who changes the factors of their account, and what the audit log is to say of it. */
export interface FactorChange {
  readonly call: Call;
  readonly device: Device | undefined;
  readonly action: "totp.added" | "totp.removed" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed";
  readonly details?: AuditEntry["details"];
}

/**
 * Adds a second factor. Its owner is told by mail, and the first comes with recovery codes. The session counts as having shown it.
 *
 * @param add Does it; the account is locked
 * @returns the recovery codes, if it is the first, and what `add` gave
 */
export async function addFactor<T>(
  { database, secrets, sessions, log }: FactorParts,
  factor: Factor,
  change: FactorChange,
  add: (tx: Query, user: UserRow) => Promise<T>,
): Promise<{ added: T; recoveryCodes: string[] }> {
  const principal = principalOf(change.call);
  const result = await transaction(database, async (tx) => {
    const user = await lockAccount(tx, principal.userId);
    await demandShownFactor(tx, sessions, principal);
    const isFirst = !hasSecondFactor(await factorsOf(tx, user.id));
    const added = await add(tx, user);
    const recoveryCodes = isFirst ? await replaceRecoveryCodes(tx, secrets, user.id) : [];
    await queueMail(tx, { kind: "second_factor_added", userId: user.id, to: user.email, name: user.displayName });
    await auditChange(tx, change);
    return { added, recoveryCodes };
  });
  try {
    await sessions.addFactor(principal, factor);
  } catch (error) {
    // The recovery codes are shown this once: its owner gets them, and shows the factor at the next sign-in
    log.warn("a session does not count as having shown a new factor", { session_id: principal.sessionId, error });
  }
  return result;
}

/**
 * Removes a second factor. Its owner is told by mail; with the last one go the recovery codes.
 *
 * @param remove Does it; the account is locked. Gives whether there was anything to remove
 * @throws {ShopError} WRONG_STATE when it is the last of somebody with a role
 */
export async function removeFactor(
  { database, sessions }: Pick<FactorParts, "database" | "sessions">,
  change: FactorChange,
  remove: (tx: Query, userId: string) => Promise<boolean>,
): Promise<void> {
  const principal = principalOf(change.call);
  await transaction(database, async (tx) => {
    const user = await lockAccount(tx, principal.userId);
    await demandShownFactor(tx, sessions, principal);
    if (!await remove(tx, user.id)) return;
    if (!hasSecondFactor(await factorsOf(tx, user.id))) {
      if (user.roles.length > 0) {
        throw new ShopError(ErrorCode.WRONG_STATE, "Cannot remove the second factor: staff need one");
      }
      await removeRecoveryCodes(tx, user.id);
    }
    await queueMail(tx, { kind: "second_factor_removed", userId: user.id, to: user.email, name: user.displayName });
    await auditChange(tx, change);
  });
}

/** Writes a change of the account's factors to the audit log. */
export async function auditChange(tx: Query, { call, device, action, details }: FactorChange): Promise<void> {
  const { userId, sessionId } = principalOf(call);
  await writeAudit(tx, {
    actorId: userId,
    workload: call.caller,
    action,
    subject: userId,
    sessionId,
    ip: device?.ip,
    userAgent: device?.userAgent,
    ...(details && { details }),
  });
}

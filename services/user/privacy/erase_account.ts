import type { EraseAccountRequest } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { lockOwnAccount } from "../own_account.ts";
import { customerName } from "./customers.ts";
import type { StartErasure } from "./erasure_workflow.ts";
import type { PrivacyParts } from "./parts.ts";
import { takeOut } from "./take_out.ts";

/**
 * Erases the account of whoever is signed in: here at once, with all its sessions, and elsewhere as soon as that can be. Fails
 * with WRONG_STATE for staff.
 */
export async function eraseAccount(
  { database, sessions }: Pick<PrivacyParts, "database" | "sessions">,
  startErasure: StartErasure,
  { device }: EraseAccountRequest,
  call: Pick<Call, "caller" | "principal">,
): Promise<Record<string, never>> {
  const principal = principalOf(call);
  await transaction(database, async (tx) => {
    const user = await lockOwnAccount(tx, principal);
    const { id, email, displayName, roles } = user;
    if (roles.length > 0) {
      throw new ShopError(
        ErrorCode.WRONG_STATE,
        "Cannot erase the account: it has roles of staff, which are taken first",
      );
    }
    await sessions.endAll(tx, id);
    await takeOut(tx, id);
    await queueMail(tx, { kind: "account_erased", userId: id, to: email, name: displayName });
    await startErasure(tx, customerName(user));
    await writeAudit(tx, {
      actorId: id,
      workload: call.caller,
      action: "account.erased",
      subject: id,
      sessionId: principal.sessionId,
      ip: device?.ip,
      userAgent: device?.userAgent,
    });
  });
  await sessions.forget(principal.userId);
  return {};
}

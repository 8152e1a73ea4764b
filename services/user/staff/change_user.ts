import { writeAudit } from "../../kit/audit/write_audit.ts";
import { type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import type { StaffParts } from "./parts.ts";
import { readStaffRow, type StaffRow } from "./user_message.ts";

/** What staff wants changed about an account. */
export interface UserChange {
  /** Such as "roles.set". */
  readonly action: string;
  readonly details: Record<string, string | readonly string[]>;
  /** Whether the account is an administrator that may act once it is changed. */
  isAdministrator(user: StaffRow): boolean;
  /** Changes it; false when it is so already, and then nothing else happens. */
  make(tx: Query, user: StaffRow): Promise<boolean>;
  /** Whether its sessions may hold rights that it has no longer. */
  readonly endsSessions: boolean;
}

/**
 * Changes an account: what it may do, or whether it may sign in. Its sessions end with the change, and its owner is told.
 *
 * @throws {ShopError} NOT_FOUND; WRONG_STATE when nobody would be left who may give roles
 */
export async function changeUser(
  { database, sessions }: StaffParts,
  id: string,
  change: UserChange,
  { caller, principal }: Pick<Call, "caller" | "principal">,
): Promise<StaffRow> {
  const { action, details, endsSessions } = change;
  const [changed, user] = await transaction(database, async (tx) => {
    const administrators = await lockAdministrators(tx);
    await tx`select from users where id = ${id} for no key update`;
    const user = await readStaffRow(tx, id, "change");
    if (administrators.every((each) => each === id) && administrators.length > 0 && !change.isAdministrator(user)) {
      throw new ShopError(ErrorCode.WRONG_STATE, `Cannot change user "${id}": it is the last administrator`);
    }
    if (!await change.make(tx, user)) return [false, user] as const;
    if (endsSessions) {
      await sessions.endAll(tx, id);
      await queueMail(tx, { kind: "roles_changed", userId: id, to: user.email, name: user.displayName });
    }
    await writeAudit(tx, { actorId: principal?.userId, workload: caller, action, subject: id, details });
    return [true, await readStaffRow(tx, id, "change")] as const;
  });
  if (changed && endsSessions) await sessions.forget(id);
  return user;
}

/**
 * All who may give roles. While one change holds them no other goes on, so that of two who take the role from each other one
 * keeps it.
 */
async function lockAdministrators(tx: Query): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from users where 'admin' = any(roles) and disabled_at is null and erased_at is null
    order by id for no key update`;
  return rows.map(({ id }) => id);
}

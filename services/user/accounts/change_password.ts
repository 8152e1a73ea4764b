import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ChangePasswordRequest,
  ChangePasswordResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { type Principal, principalOf } from "../../kit/auth/principal.ts";
import { type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { RECENT_SIGN_IN_MS } from "../../kit/grpc/authorise.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { endTokens } from "../one_time_tokens.ts";
import { signInRefused } from "../sign_in/refused.ts";
import { readUser, type UserRow } from "../user_row.ts";
import type { AccountParts } from "./parts.ts";

/**
 * Chooses another password, and ends all other sessions, and links that would change the account.
 *
 * @throws {ShopError} INVALID_ARGUMENT; SIGN_IN_REFUSED and RATE_LIMITED as at a sign-in; RECENT_SIGN_IN_REQUIRED for an account
 * without a password
 */
export async function changePassword(
  parts: AccountParts,
  request: ChangePasswordRequest,
  call: Call,
): Promise<MessageInitShape<typeof ChangePasswordResponseSchema>> {
  const { database, passwords, sessions } = parts;
  const { newPassword, device } = request;
  const principal = principalOf(call);
  const user = await readUser(database, principal.userId);
  if (!user || user.disabledAt) throw signInRefused();
  await passwords.check(newPassword, "new_password", user.email);
  const about = { workload: call.caller, actorId: user.id, subject: user.id, sessionId: principal.sessionId };
  const entry = { ...about, action: "password.changed", ip: device?.ip, userAgent: device?.userAgent };
  if (!await hasShownWho(parts, user, principal, request)) {
    await writeAudit(database, { ...entry, outcome: "SIGN_IN_REFUSED" });
    throw signInRefused();
  }
  const hash = await passwords.hash(newPassword);
  const generation = await transaction(database, async (tx) => {
    await replaceHash(tx, user, hash);
    const generation = await sessions.endAll(tx, user.id);
    await endTokens(tx, user.id, ["reset_password", "change_email"]);
    await writeAudit(tx, entry);
    await queueMail(tx, { kind: "password_changed", userId: user.id, to: user.email, name: user.displayName });
    return generation;
  });
  await keepPresent(parts, principal, generation);
  return {};
}

/** Whether the present password is right; without one the sign-in has to be recent. */
async function hasShownWho(
  { passwords, throttle }: AccountParts,
  { email, passwordHash }: UserRow,
  { signedInAt }: Principal,
  { currentPassword, device }: ChangePasswordRequest,
): Promise<boolean> {
  if (passwordHash === null) {
    if (Date.now() - signedInAt <= RECENT_SIGN_IN_MS) return true;
    throw new ShopError(
      ErrorCode.RECENT_SIGN_IN_REQUIRED,
      "Cannot choose a password: the last sign-in was too long ago",
    );
  }
  const isRight = await throttle.attempt(
    { tried: "password", email, ip: device?.ip ?? "" },
    async () => await passwords.verify(passwordHash, currentPassword) || undefined,
  );
  return isRight ?? false;
}

/** Of two changes at once, one is made: the other was asked for with a password that is none any more. */
async function replaceHash(tx: Query, { id, passwordHash }: UserRow, hash: string): Promise<void> {
  const { count } = await tx`
    update users set password_hash = ${hash}
    where id = ${id} and password_hash is not distinct from ${passwordHash} and disabled_at is null and erased_at is null`;
  if (count === 0) throw signInRefused();
}

/** The password is changed by now. Where the present session cannot be kept, it ends with the others. */
async function keepPresent({ sessions, log }: AccountParts, { userId, sessionId }: Principal, generation: number) {
  try {
    await sessions.keep(userId, sessionId, generation);
  } catch (error) {
    log.warn("the session that changed a password was not kept", { user_id: userId, error });
  }
  await sessions.forget(userId, sessionId);
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ResetPasswordRequest,
  ResetPasswordResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { transaction } from "../../kit/database.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { endTokens, linkExpired, readToken, useToken } from "../one_time_tokens.ts";
import { userColumns, type UserRow } from "../user_row.ts";
import type { AccountParts } from "./parts.ts";
import { rememberDevice } from "./remember_device.ts";

/**
 * Sets a password by the token mailed. It proves the address as well: whoever has the token reads its mail. Second factors stay,
 * or reading somebody's mail would be enough to be them.
 *
 * What may be in a thief's hands ends: all sessions, and a link to give the account another address.
 *
 * @throws {ShopError} LINK_EXPIRED, INVALID_ARGUMENT, which leaves the link as it is
 */
export async function resetPassword(
  parts: AccountParts,
  { token, newPassword, device }: ResetPasswordRequest,
  { caller }: Call,
): Promise<MessageInitShape<typeof ResetPasswordResponseSchema>> {
  const { database, passwords, sessions } = parts;
  // Looked up first: a made-up token costs no hash
  const { email } = await readToken(database, "reset_password", token);
  await passwords.check(newPassword, "new_password", email);
  const hash = await passwords.hash(newPassword);
  const user = await transaction(database, async (tx) => {
    const { userId } = await useToken(tx, "reset_password", token);
    const [user] = await tx<UserRow[]>`
      update users set password_hash = ${hash}, email_verified_at = coalesce(email_verified_at, now())
      where id = ${userId} and lower(email) = lower(${email}) and erased_at is null
      returning ${userColumns(tx)}`;
    if (!user) throw linkExpired();
    await sessions.endAll(tx, user.id);
    await endTokens(tx, user.id, ["verify_email", "change_email"]);
    await writeAudit(tx, {
      workload: caller,
      action: "password.reset",
      subject: user.id,
      ip: device?.ip,
      userAgent: device?.userAgent,
    });
    await queueMail(tx, { kind: "password_changed", userId: user.id, to: user.email, name: user.displayName });
    return user;
  });
  await sessions.forget(user.id);
  await rememberDevice(parts, user.email, device);
  return {};
}

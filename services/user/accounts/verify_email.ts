import type { MessageInitShape } from "@bufbuild/protobuf";
import type { VerifyEmailRequest, VerifyEmailResponseSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { transaction } from "../../kit/database.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { linkExpired, useToken } from "../one_time_tokens.ts";
import { userColumns, type UserRow } from "../user_row.ts";
import { mailLink } from "./mail_link.ts";
import type { AccountParts } from "./parts.ts";
import { rememberDevice } from "./remember_device.ts";

/**
 * Proves an address by the token mailed to it. An account whose password was dropped meanwhile, see `registerAgain()`, gets a mail
 * to choose one.
 *
 * @throws {ShopError} LINK_EXPIRED
 */
export async function verifyEmail(
  parts: AccountParts,
  { token, device }: VerifyEmailRequest,
  { caller }: Call,
): Promise<MessageInitShape<typeof VerifyEmailResponseSchema>> {
  const { database, secrets } = parts;
  const proved = await transaction(database, async (tx) => {
    const { userId, email } = await useToken(tx, "verify_email", token);
    const [user] = await tx<UserRow[]>`
      update users set email_verified_at = coalesce(email_verified_at, now())
      where id = ${userId} and lower(email) = lower(${email}) and erased_at is null
      returning ${userColumns(tx)}`;
    if (!user) throw linkExpired();
    if (user.passwordHash === null) await mailLink(tx, secrets, user, "choose_password");
    await writeAudit(tx, {
      workload: caller,
      action: "email.verified",
      subject: user.id,
      ip: device?.ip,
      userAgent: device?.userAgent,
    });
    return email;
  });
  await rememberDevice(parts, proved, device);
  return {};
}

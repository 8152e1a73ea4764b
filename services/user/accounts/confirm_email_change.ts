import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ConfirmEmailChangeRequest,
  ConfirmEmailChangeResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { transaction } from "../../kit/database.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { endTokens, linkExpired, useToken } from "../one_time_tokens.ts";
import type { AccountParts } from "./parts.ts";
import { rememberDevice } from "./remember_device.ts";

/** unique_violation of the index that gives each address one account. */
const TAKEN = { code: "23505", constraint_name: "one_user_per_email" };

/**
 * Makes the new address of an account its own, by the token mailed to it. Links that were mailed to the address before end;
 * sessions do not: whoever asked was signed in and had just shown who they are.
 *
 * @throws {ShopError} LINK_EXPIRED, also when the address was given to another account meanwhile
 */
export async function confirmEmailChange(
  parts: AccountParts,
  { token, device }: ConfirmEmailChangeRequest,
  { caller }: Call,
): Promise<MessageInitShape<typeof ConfirmEmailChangeResponseSchema>> {
  const confirm = transaction(parts.database, async (tx) => {
    const { userId, email } = await useToken(tx, "change_email", token);
    const { count } = await tx`
      update users set email = ${email}, email_verified_at = now() where id = ${userId} and erased_at is null`;
    if (count === 0) throw linkExpired();
    await endTokens(tx, userId, ["verify_email", "reset_password"]);
    await writeAudit(tx, {
      workload: caller,
      action: "email.changed",
      subject: userId!,
      ip: device?.ip,
      userAgent: device?.userAgent,
    });
    return email;
  });
  await rememberDevice(parts, await confirm.catch(refuseTaken), device);
  return {};
}

function refuseTaken(error: unknown): never {
  const { code, constraint_name } = error as Partial<typeof TAKEN>;
  throw code === TAKEN.code && constraint_name === TAKEN.constraint_name ? linkExpired() : error;
}

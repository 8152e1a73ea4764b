import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ClaimAdministratorRequest,
  ClaimAdministratorResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { checkDisplayName } from "../display_name.ts";
import { linkExpired, readToken, useToken } from "../one_time_tokens.ts";
import { hasAdministrator } from "./first_administrator.ts";
import type { AccountParts } from "./parts.ts";

/**
 * Makes the first administrator, by the token that the operator was given. There is no other way to the first one, and no
 * account that exists without anybody having made it.
 *
 * @throws {ShopError} LINK_EXPIRED, also when there is one; ALREADY_EXISTS when the address has an account: its owner may be
 * somebody else, and whoever has the link may know; INVALID_ARGUMENT. The last two leave the link as it is
 */
export async function claimAdministrator(
  { database, passwords }: AccountParts,
  { token, email, password, displayName, device }: ClaimAdministratorRequest,
  { caller }: Call,
): Promise<MessageInitShape<typeof ClaimAdministratorResponseSchema>> {
  await readToken(database, "claim_administrator", token);
  const name = checkDisplayName(displayName, "make the administrator");
  await passwords.check(password, "password", email);
  const hash = await passwords.hash(password);
  await transaction(database, async (tx) => {
    if (await hasAdministrator(tx)) throw linkExpired();
    await useToken(tx, "claim_administrator", token);
    const [user] = await tx<{ id: string }[]>`
      insert into users (email, display_name, password_hash, email_verified_at, roles)
      values (${email}, ${name}, ${hash}, now(), array['admin'])
      on conflict do nothing
      returning id`;
    if (!user) {
      throw new ShopError(ErrorCode.ALREADY_EXISTS, "Cannot make the administrator: the address has an account");
    }
    await writeAudit(tx, {
      actorId: user.id,
      workload: caller,
      action: "administrator.claimed",
      subject: user.id,
      ip: device?.ip,
      userAgent: device?.userAgent,
    });
  });
  return {};
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CreateAdministratorLinkResponseSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { makeToken, tokenOf } from "../one_time_tokens.ts";
import { hasAdministrator } from "./first_administrator.ts";
import type { AccountParts } from "./parts.ts";

/**
 * Makes the link by which the first administrator is made; the one before ends.
 *
 * @throws {ShopError} WRONG_STATE when there is an administrator
 */
export async function createAdministratorLink(
  { database, secrets, publicOrigin }: Pick<AccountParts, "database" | "secrets" | "publicOrigin">,
  { caller }: Call,
): Promise<MessageInitShape<typeof CreateAdministratorLinkResponseSchema>> {
  const tokenId = await transaction(database, async (tx) => {
    if (await hasAdministrator(tx)) {
      throw new ShopError(ErrorCode.WRONG_STATE, "Cannot make the link: there is an administrator, who gives roles");
    }
    await writeAudit(tx, { workload: caller, action: "administrator.link_made" });
    return await makeToken(tx, secrets, { purpose: "claim_administrator", userId: null, email: "" });
  });
  return { url: `${publicOrigin}/setup?token=${tokenOf(secrets, tokenId)}` };
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  RequestEmailChangeRequest,
  RequestEmailChangeResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { makeToken, mayMakeToken } from "../one_time_tokens.ts";
import { readUser, readUserByEmail } from "../user_row.ts";
import type { AccountParts } from "./parts.ts";

/**
 * Mails a link to a new address, and a notice to the present one.
 *
 * An address that has an account is told so in place of the link. All else is the same, statement by statement, and so is what
 * the account shows as waiting: nobody learns by it who is a customer.
 *
 * @throws {ShopError} INVALID_ARGUMENT when it is the present address; RATE_LIMITED beyond one a minute and five a day
 */
export async function requestEmailChange(
  { database, secrets }: AccountParts,
  { email, device }: RequestEmailChangeRequest,
  call: Call,
): Promise<MessageInitShape<typeof RequestEmailChangeResponseSchema>> {
  const { userId, sessionId } = principalOf(call);
  await transaction(database, async (tx) => {
    await tx`select from users where id = ${userId} for no key update`;
    const user = await readUser(tx, userId);
    if (!user) throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot change the address: the account is gone");
    if (user.email.toLowerCase() === email.toLowerCase()) {
      throw invalidArgument("Cannot change the address: it is the present one", "email", "Must be another address");
    }
    if (!await mayMakeToken(tx, "change_email", userId)) {
      throw new ShopError(ErrorCode.RATE_LIMITED, "Cannot change the address: it was asked for too often");
    }
    const owner = await readUserByEmail(tx, email);
    const tokenId = await makeToken(tx, secrets, { purpose: "change_email", userId, email });
    const { displayName: name } = user;
    await queueMail(
      tx,
      owner
        ? { kind: "email_taken", userId: owner.id, to: owner.email, name: owner.displayName }
        : { kind: "change_email", userId, to: email, name, tokenId },
    );
    await queueMail(tx, { kind: "email_changing", userId, to: user.email, name });
    await writeAudit(tx, {
      actorId: userId,
      workload: call.caller,
      action: "email.change_requested",
      subject: userId,
      sessionId,
      ip: device?.ip,
      userAgent: device?.userAgent,
    });
  });
  return {};
}

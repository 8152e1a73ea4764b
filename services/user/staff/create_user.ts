import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CreateUserRequest, CreateUserResponseSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { checkDisplayName } from "../display_name.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { makeToken } from "../one_time_tokens.ts";
import type { StaffParts } from "./parts.ts";
import { readStaffRow, userMessage } from "./user_message.ts";

/**
 * Creates an account without a password and mails a link to choose one. Fails with ALREADY_EXISTS when the address has one, in
 * whatever case: staff may know.
 */
export async function createUser(
  { database, secrets }: StaffParts,
  { email, displayName }: CreateUserRequest,
  { caller, principal }: Pick<Call, "caller" | "principal">,
): Promise<MessageInitShape<typeof CreateUserResponseSchema>> {
  const name = checkDisplayName(displayName, "create user");
  return await transaction(database, async (tx) => {
    const [user] = await tx<{ id: string }[]>`
      insert into users (email, display_name) values (${email}, ${name}) on conflict do nothing returning id`;
    if (!user) throw new ShopError(ErrorCode.ALREADY_EXISTS, "Cannot create user: the address has an account");
    const tokenId = await makeToken(tx, secrets, { purpose: "reset_password", userId: user.id, email });
    await queueMail(tx, { kind: "choose_password", userId: user.id, to: email, name, tokenId });
    await writeAudit(tx, {
      actorId: principal?.userId,
      workload: caller,
      action: "user.registered",
      subject: user.id,
    });
    return { user: userMessage(await readStaffRow(tx, user.id, "create")) };
  });
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { GetUserRequest, GetUserResponseSchema } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../kit/database.ts";
import { ErrorCode, ShopError } from "../kit/errors.ts";
import { userMessage, type UserRow } from "./user_message.ts";

/** Reads one account. Fails with NOT_FOUND. */
export async function getUser(
  database: Database,
  request: GetUserRequest,
): Promise<MessageInitShape<typeof GetUserResponseSchema>> {
  const [user] = await database<UserRow[]>`
    select id, email, display_name as "displayName", created_at as "createdAt" from users where id = ${request.id}`;
  if (!user) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read user "${request.id}": it does not exist`);
  return { user: userMessage(user) };
}

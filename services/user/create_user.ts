import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CreateUserRequest, CreateUserResponseSchema } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../kit/errors.ts";
import { userMessage, type UserRow } from "./user_message.ts";

/** Creates an account. Fails with ALREADY_EXISTS when the address has one, in whatever case. */
export async function createUser(
  database: Database,
  request: CreateUserRequest,
): Promise<MessageInitShape<typeof CreateUserResponseSchema>> {
  const displayName = request.displayName.trim();
  if (displayName === "" || /\p{Cc}/u.test(displayName)) {
    throw invalidArgument("Cannot create user: the name cannot be shown", "display_name", "Must be one line of text");
  }
  const [user] = await database<UserRow[]>`
    insert into users (email, display_name) values (${request.email}, ${displayName})
    on conflict do nothing
    returning id, email, display_name as "displayName", created_at as "createdAt"`;
  if (!user) throw new ShopError(ErrorCode.ALREADY_EXISTS, "Cannot create user: the address has an account");
  return { user: userMessage(user) };
}

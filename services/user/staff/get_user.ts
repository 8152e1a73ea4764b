import type { MessageInitShape } from "@bufbuild/protobuf";
import type { GetUserRequest, GetUserResponseSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../../kit/database.ts";
import { readStaffRow, userMessage } from "./user_message.ts";

/** Reads one account. Fails with NOT_FOUND. */
export async function getUser(
  database: Database,
  { id }: GetUserRequest,
): Promise<MessageInitShape<typeof GetUserResponseSchema>> {
  return { user: userMessage(await readStaffRow(database, id, "read")) };
}

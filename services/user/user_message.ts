import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { UserSchema } from "../../proto/gen/shopflow/user/v1/user_pb.ts";

/** A row of the table of users. */
export interface UserRow {
  id: string;
  email: string;
  displayName: string;
  createdAt: Date;
}

/** An account as the contract carries it. */
export function userMessage({ id, email, displayName, createdAt }: UserRow): MessageInitShape<typeof UserSchema> {
  return { id, email, displayName, createdAt: timestampFromDate(createdAt) };
}

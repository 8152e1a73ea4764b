import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  Role,
  type SetRolesRequest,
  type SetRolesResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { changeUser } from "./change_user.ts";
import type { StaffParts } from "./parts.ts";
import { userMessage } from "./user_message.ts";

/** Gives an account these roles and no others. Fails with NOT_FOUND, and with WRONG_STATE for the last administrator's. */
export async function setRoles(
  parts: StaffParts,
  { id, roles }: SetRolesRequest,
  call: Pick<Call, "caller" | "principal">,
): Promise<MessageInitShape<typeof SetRolesResponseSchema>> {
  const names = roles.toSorted((a, b) => a - b).map((role) => Role[role].toLowerCase());
  const user = await changeUser(parts, id, {
    action: "roles.set",
    details: { roles: names },
    endsSessions: true,
    isAdministrator: ({ disabledAt }) => names.includes("admin") && disabledAt === null,
    make: async (tx, user) => {
      if (user.roles.toSorted().join() === names.toSorted().join()) return false;
      await tx`update users set roles = ${names}::text[] where id = ${id}`;
      return true;
    },
  }, call);
  return { user: userMessage(user) };
}

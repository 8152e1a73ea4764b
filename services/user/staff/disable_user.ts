import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  DisableUserRequest,
  DisableUserResponseSchema,
  EnableUserRequest,
  EnableUserResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { changeUser } from "./change_user.ts";
import type { StaffParts } from "./parts.ts";
import { userMessage } from "./user_message.ts";

/** Keeps an account from signing in. Fails with NOT_FOUND, and with WRONG_STATE for the last administrator. */
export async function disableUser(
  parts: StaffParts,
  { id, reason }: DisableUserRequest,
  call: Pick<Call, "caller" | "principal">,
): Promise<MessageInitShape<typeof DisableUserResponseSchema>> {
  const user = await changeUser(parts, id, {
    action: "user.disabled",
    details: { reason },
    endsSessions: true,
    isAdministrator: () => false,
    make: async (tx) =>
      (await tx`update users set disabled_at = now() where id = ${id} and disabled_at is null`).count > 0,
  }, call);
  return { user: userMessage(user) };
}

/** Lets it sign in again. Fails with NOT_FOUND. */
export async function enableUser(
  parts: StaffParts,
  { id, reason }: EnableUserRequest,
  call: Pick<Call, "caller" | "principal">,
): Promise<MessageInitShape<typeof EnableUserResponseSchema>> {
  const user = await changeUser(parts, id, {
    action: "user.enabled",
    details: { reason },
    endsSessions: false,
    isAdministrator: ({ roles }) => roles.includes("admin"),
    make: async (tx) =>
      (await tx`update users set disabled_at = null where id = ${id} and disabled_at is not null`).count > 0,
  }, call);
  return { user: userMessage(user) };
}

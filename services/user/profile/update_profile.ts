import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  UpdateProfileRequest,
  UpdateProfileResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { checkDisplayName } from "../display_name.ts";
import { lockOwnAccount } from "../own_account.ts";
import { accountMessage } from "./account_message.ts";

/** Changes what others are shown, and how to call. */
export async function updateProfile(
  database: Database,
  request: UpdateProfileRequest,
  principal: Principal,
): Promise<MessageInitShape<typeof UpdateProfileResponseSchema>> {
  const displayName = checkDisplayName(request.displayName, "update profile");
  const bio = checkBio(request.bio);
  return await transaction(database, async (tx) => {
    const user = await lockOwnAccount(tx, principal);
    const { phone } = request;
    await tx`update users set display_name = ${displayName}, phone = ${phone}, bio = ${bio} where id = ${user.id}`;
    return { account: await accountMessage(tx, { ...user, displayName, phone, bio }, principal) };
  });
}

/** Several lines, and no other control characters. Browsers send line ends as CR LF. */
function checkBio(text: string): string {
  const bio = text.replaceAll("\r\n", "\n").trim();
  if (!/[^\P{Cc}\n\t]/u.test(bio)) return bio;
  throw invalidArgument("Cannot update profile: the text cannot be shown", "bio", "Must be text");
}

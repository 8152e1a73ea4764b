import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Device, SessionKind, SessionTokensSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import type { Factor } from "../sessions/sessions.ts";
import type { UserRow } from "../user_row.ts";
import { recordSignIn } from "./record_sign_in.ts";
import type { SignInParts } from "./sign_in_parts.ts";

/** Begins the session of a sign-in in which all was right, and makes the address known to the account. */
export async function beginSession(
  { database, sessions, throttle }: SignInParts,
  user: UserRow,
  how: { kind: SessionKind; device: Device | undefined; factors: readonly Factor[]; call: Call },
): Promise<MessageInitShape<typeof SessionTokensSchema>> {
  const { kind, device, factors, call } = how;
  await throttle.remember(user.email, device?.ip ?? "");
  const session = await sessions.begin(user, { kind, device, factors });
  await recordSignIn(database, { call, device, userId: user.id, factors, refreshToken: session.refreshToken });
  return session;
}

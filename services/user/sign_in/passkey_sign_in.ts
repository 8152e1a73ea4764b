import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  BeginPasskeySignInResponseSchema,
  FinishPasskeySignInRequest,
  FinishPasskeySignInResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { askForPasskey } from "../factors/ask_for_passkey.ts";
import { usePasskey } from "../factors/use_passkey.ts";
import { readUser } from "../user_row.ts";
import { beginSession } from "./begin_session.ts";
import { recordSignIn } from "./record_sign_in.ts";
import { signInRefused } from "./refused.ts";
import { maySignIn } from "./sign_in.ts";
import type { SignInParts } from "./sign_in_parts.ts";
import { makeTicket, ticketName } from "./tickets.ts";

/** Begins to sign in with whatever passkey the browser has. */
export async function beginPasskeySignIn(
  parts: SignInParts,
): Promise<MessageInitShape<typeof BeginPasskeySignInResponseSchema>> {
  const ticket = makeTicket();
  return { ticket, optionsJson: await askForPasskey(parts, challengeOf(ticket)) };
}

/**
 * Signs in with a passkey alone: it is something one has, and it was unlocked by what one knows or is.
 *
 * Not throttled: a signature cannot be guessed, so that a passkey is the way in while others guess at the password.
 *
 * @throws {ShopError} SIGN_IN_REFUSED
 */
export async function finishPasskeySignIn(
  parts: SignInParts,
  { ticket, passkeyJson, kind, device }: FinishPasskeySignInRequest,
  call: Call,
): Promise<MessageInitShape<typeof FinishPasskeySignInResponseSchema>> {
  const { database } = parts;
  const { isRight, userId } = await usePasskey(parts, passkeyJson, { challenge: challengeOf(ticket) });
  const user = userId === undefined ? undefined : await readUser(database, userId);
  const factors = ["passkey"] as const;
  if (!isRight || !user || !maySignIn(user)) {
    await recordSignIn(database, { call, device, userId, factors });
    throw signInRefused();
  }
  return { session: await beginSession(parts, user, { kind, device, factors, call }) };
}

function challengeOf(ticket: string): string {
  return `sign_in:${ticketName(ticket)}`;
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  BeginSecondFactorRequest,
  BeginSecondFactorResponseSchema,
  CompleteSignInRequest,
  CompleteSignInResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { askForPasskey } from "../factors/ask_for_passkey.ts";
import { showFactor } from "../factors/show_factor.ts";
import { readUser, type UserRow } from "../user_row.ts";
import { beginSession } from "./begin_session.ts";
import { recordSignIn } from "./record_sign_in.ts";
import { signInRefused } from "./refused.ts";
import { maySignIn } from "./sign_in.ts";
import type { SignInParts } from "./sign_in_parts.ts";
import { type Ticket, ticketName } from "./tickets.ts";

/** Begins to use a passkey with a ticket. Fails with LINK_EXPIRED. */
export async function beginSecondFactor(
  parts: SignInParts,
  { ticket }: BeginSecondFactorRequest,
): Promise<MessageInitShape<typeof BeginSecondFactorResponseSchema>> {
  const user = await userOf(parts, await parts.tickets.read(ticket));
  return { optionsJson: await askForPasskey(parts, challengeOf(ticket), user.id) };
}

/**
 * Finishes a sign-in with the second factor.
 *
 * @throws {ShopError} SIGN_IN_REFUSED for a wrong one, LINK_EXPIRED when the ticket is of no use any more, RATE_LIMITED
 */
export async function completeSignIn(
  parts: SignInParts,
  { ticket, factor: shown, device }: CompleteSignInRequest,
  call: Call,
): Promise<MessageInitShape<typeof CompleteSignInResponseSchema>> {
  const { database, throttle, tickets } = parts;
  const content = await tickets.read(ticket);
  const user = await userOf(parts, content);
  const who = { tried: "second_factor", email: user.email, ip: device?.ip ?? "" } as const;
  const factor = await throttle.attempt(who, async () => {
    await tickets.countTry(ticket);
    return await showFactor(parts, user, shown, { challenge: challengeOf(ticket), call, device });
  });
  if (!factor) {
    await recordSignIn(database, { call, device, userId: user.id, factors: ["password"] });
    throw signInRefused();
  }
  await tickets.use(ticket);
  const factors = ["password", factor] as const;
  return { session: await beginSession(parts, user, { kind: content.kind, device, factors, call }) };
}

/** A ticket ends with the sessions of its account: the password it stands for may not be right any more. */
async function userOf({ database }: SignInParts, { userId, generation }: Ticket): Promise<UserRow> {
  const user = await readUser(database, userId);
  if (user && user.generation === generation && maySignIn(user)) return user;
  throw new ShopError(ErrorCode.LINK_EXPIRED, "Cannot finish the sign-in: the account has changed since it began");
}

function challengeOf(ticket: string): string {
  return `second_factor:${ticketName(ticket)}`;
}

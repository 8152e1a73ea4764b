import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  BeginReauthenticationResponseSchema,
  ReauthenticateRequest,
  ReauthenticateResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { type Principal, principalOf } from "../../kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { askForPasskey } from "../factors/ask_for_passkey.ts";
import { factorsOf, hasSecondFactor } from "../factors/factors_of.ts";
import { showFactor } from "../factors/show_factor.ts";
import type { Factor } from "../sessions/sessions.ts";
import { readUser, type UserRow } from "../user_row.ts";
import { recordSignIn } from "./record_sign_in.ts";
import { signInRefused } from "./refused.ts";
import { maySignIn } from "./sign_in.ts";
import type { SignInParts } from "./sign_in_parts.ts";

/** Begins to show again who one is, with a passkey. */
export async function beginReauthentication(
  parts: SignInParts,
  call: Call,
): Promise<MessageInitShape<typeof BeginReauthenticationResponseSchema>> {
  const principal = principalOf(call);
  return { optionsJson: await askForPasskey(parts, challengeOf(principal), principal.userId) };
}

/**
 * Shows again who one is; the session goes on as if it had begun now.
 *
 * @throws {ShopError} SIGN_IN_REFUSED, RATE_LIMITED, and SECOND_FACTOR_REQUIRED for the password of an account that has one
 */
export async function reauthenticate(
  parts: SignInParts,
  { factor: shown, refreshToken, device }: ReauthenticateRequest,
  call: Call,
): Promise<MessageInitShape<typeof ReauthenticateResponseSchema>> {
  const { database, sessions, throttle } = parts;
  const principal = principalOf(call);
  const user = await readUser(database, principal.userId);
  if (!user || !maySignIn(user)) throw signInRefused();
  const isPassword = shown.case === "password";
  if (isPassword && hasSecondFactor(await factorsOf(database, user.id))) {
    throw new ShopError(ErrorCode.SECOND_FACTOR_REQUIRED, "Cannot go on: the account has a second factor to be shown");
  }
  const who = { tried: isPassword ? "password" : "second_factor", email: user.email, ip: device?.ip ?? "" } as const;
  const factor = await throttle.attempt(
    who,
    () =>
      isPassword
        ? showPassword(parts, user, shown.value)
        : showFactor(parts, user, shown, { challenge: challengeOf(principal), call, device }),
  );
  if (!factor) {
    await recordSignIn(database, { call, device, userId: user.id, factors: [] });
    throw signInRefused();
  }
  const session = await sessions.renew(principal, refreshToken, [factor], device);
  await recordSignIn(database, {
    call,
    device,
    userId: user.id,
    factors: [factor],
    refreshToken: session.refreshToken,
  });
  return { session };
}

async function showPassword({ passwords }: SignInParts, user: UserRow, password: string): Promise<Factor | undefined> {
  return await passwords.verify(user.passwordHash, password) ? "password" : undefined;
}

function challengeOf({ sessionId }: Principal): string {
  return `reauthentication:${sessionId}`;
}

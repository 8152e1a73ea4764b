import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SignInRequest, SignInResponseSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { factorsOf, hasSecondFactor } from "../factors/factors_of.ts";
import { readUserByEmail, type UserRow } from "../user_row.ts";
import { beginSession } from "./begin_session.ts";
import { recordSignIn } from "./record_sign_in.ts";
import { signInRefused } from "./refused.ts";
import { remindOfVerification } from "./remind_of_verification.ts";
import type { SignInParts } from "./sign_in_parts.ts";

/**
 * Signs in with a password: gives a session, or a ticket for the second factor.
 *
 * Nobody can tell one reason of a refusal from another: an address without an account costs as much work as a wrong password,
 * and what only happens for some accounts happens after the answer.
 *
 * @throws {ShopError} SIGN_IN_REFUSED, RATE_LIMITED
 */
export async function signIn(
  parts: SignInParts,
  request: SignInRequest,
  call: Call,
): Promise<MessageInitShape<typeof SignInResponseSchema>> {
  const { database, throttle, tickets } = parts;
  const { email, password, kind, device } = request;
  const who = { tried: "password", email, ip: device?.ip ?? "" } as const;
  const user = await throttle.attempt(who, () => checkPassword(parts, request, call));
  if (!user) throw signInRefused();
  await keepHashCurrent(parts, user, password);
  const factors = await factorsOf(database, user.id);
  if (hasSecondFactor(factors)) {
    const ticket = await tickets.issue({ userId: user.id, generation: user.generation, kind });
    return { outcome: { case: "secondFactor", value: { ticket, totp: factors.totp, passkey: factors.passkeys > 0 } } };
  }
  const session = await beginSession(parts, user, { kind, device, factors: ["password"], call });
  return { outcome: { case: "session", value: session } };
}

/** @returns the account; undefined when anything is wrong, which is recorded */
async function checkPassword(
  parts: SignInParts,
  { email, password, device }: SignInRequest,
  call: Call,
): Promise<UserRow | undefined> {
  const { database, passwords } = parts;
  const user = email.includes("\0") ? undefined : await readUserByEmail(database, email); // PostgreSQL has no text with it
  const isRight = await passwords.verify(user?.passwordHash ?? null, password);
  if (user && isRight && maySignIn(user)) return user;
  await recordSignIn(database, { call, device, userId: user?.id, factors: ["password"] });
  if (user && isRight && !user.emailVerifiedAt) void remindOfVerification(parts, user);
}

/** Whether an account may be signed in to. */
export function maySignIn(user: UserRow): boolean {
  return user.emailVerifiedAt !== null && user.disabledAt === null && user.erasedAt === null;
}

/** Hashes a right password anew when its hash is weaker than those made today. A sign-in does not fail for it. */
async function keepHashCurrent({ database, passwords, log }: SignInParts, user: UserRow, password: string) {
  if (!passwords.needsRehash(user.passwordHash!)) return;
  try {
    const hash = await passwords.hash(password);
    await database`update users set password_hash = ${hash} where id = ${user.id} and password_hash = ${user.passwordHash}`;
  } catch (error) {
    log.warn("a password was not hashed anew", { user_id: user.id, error });
  }
}

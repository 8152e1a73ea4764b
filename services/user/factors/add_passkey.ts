import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Buffer } from "node:buffer";
import type {
  BeginPasskeyResponseSchema,
  FinishPasskeyRequest,
  FinishPasskeyResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { type Principal, principalOf } from "../../kit/auth/principal.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { readUser } from "../user_row.ts";
import { credentialsOf } from "./ask_for_passkey.ts";
import { CHALLENGE_MS, keepChallenge, takeChallenge } from "./challenges.ts";
import { addFactor } from "./change_factors.ts";
import { demandShownFactor } from "./demand_shown_factor.ts";
import type { FactorParts } from "./factor_parts.ts";
import { factorsOf } from "./factors_of.ts";
import { passkeyColumns, passkeyMessage, passkeyName, type PasskeyRow } from "./passkey_row.ts";
import type { RelyingParty } from "./relying_party.ts";
import { userHandle } from "./use_passkey.ts";
import { webauthn } from "./webauthn.ts";

/** Passkeys that an account may have. */
const MAX_PASSKEYS = 10;

/** Begins to make a passkey: one that its authenticator finds by itself and unlocks each time, so that it signs in alone. */
export async function beginPasskey(
  { database, redis, sessions, relyingParty }: FactorParts,
  call: Call,
): Promise<MessageInitShape<typeof BeginPasskeyResponseSchema>> {
  const principal = principalOf(call);
  const user = await readUser(database, principal.userId);
  if (!user) throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot make a passkey: the account is gone");
  await demandShownFactor(database, sessions, principal);
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: relyingParty.name,
    rpID: relyingParty.id,
    userID: userHandle(user.id),
    userName: user.email,
    userDisplayName: user.displayName,
    attestationType: "none",
    excludeCredentials: await credentialsOf(database, user.id),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    timeout: CHALLENGE_MS,
  });
  await keepChallenge(redis, challengeOf(principal), options.challenge);
  return { optionsJson: JSON.stringify(options) };
}

/**
 * Keeps the passkey made.
 *
 * @throws {ShopError} LINK_EXPIRED when it was not begun, or too long ago; INVALID_ARGUMENT when it is none for this site;
 * WRONG_STATE when the account has enough of them, or somebody has this one
 */
export async function finishPasskey(
  parts: FactorParts,
  { passkeyJson, name: typed, device }: FinishPasskeyRequest,
  call: Call,
): Promise<MessageInitShape<typeof FinishPasskeyResponseSchema>> {
  const { redis, relyingParty } = parts;
  const name = passkeyName(typed);
  const challenge = await takeChallenge(redis, challengeOf(principalOf(call)));
  if (challenge === undefined) {
    throw new ShopError(ErrorCode.LINK_EXPIRED, "Cannot keep the passkey: it was not begun, or too long ago");
  }
  const { credential, credentialBackedUp } = await verify(passkeyJson, challenge, relyingParty);
  const change = { call, device, action: "passkey.added", details: { name } } as const;
  const { added, recoveryCodes } = await addFactor(parts, "passkey", change, async (tx, user) => {
    const { passkeys } = await factorsOf(tx, user.id);
    if (passkeys >= MAX_PASSKEYS) {
      throw new ShopError(ErrorCode.WRONG_STATE, `Cannot keep the passkey: the account has ${passkeys}`);
    }
    const [passkey] = await tx<PasskeyRow[]>`
      insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
      values (${user.id}, ${credential.id}, ${Buffer.from(credential.publicKey)}, ${credential.counter},
        ${credential.transports ?? []}, ${credentialBackedUp}, ${name})
      on conflict (credential_id) do nothing
      returning ${passkeyColumns(tx)}`;
    if (!passkey) throw new ShopError(ErrorCode.WRONG_STATE, "Cannot keep the passkey: it is known already");
    return passkey;
  });
  return { passkey: passkeyMessage(added), recoveryCodes };
}

async function verify(json: string, expectedChallenge: string, { id, origin }: RelyingParty) {
  const { verifyRegistrationResponse } = await webauthn();
  const result = await verifyRegistrationResponse({
    response: parse(json),
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch(() => undefined); // it throws for whatever is wrong with an answer, which anybody can make up
  return result?.registrationInfo ?? refuse();
}

function parse(json: string): RegistrationResponseJSON {
  try {
    const response = JSON.parse(json);
    // Only what the browser's own interface can give: the list is kept.
    const transports = response?.response?.transports ?? [];
    const isKnown = Array.isArray(transports) && transports.every(isTransport);
    return isKnown && transports.length <= 10 ? response : refuse();
  } catch {
    return refuse();
  }
}

function isTransport(name: unknown): boolean {
  return typeof name === "string" && /^[a-z-]{1,20}$/.test(name);
}

function refuse(): never {
  throw invalidArgument(
    "Cannot keep the passkey: it is none for this site",
    "passkey_json",
    "Must be what the browser made",
  );
}

function challengeOf({ sessionId }: Principal): string {
  return `registration:${sessionId}`;
}

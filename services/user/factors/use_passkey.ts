import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { Buffer } from "node:buffer";
import type { Redis } from "@upstash/redis";
import type { Database } from "../../kit/database.ts";
import { takeChallenge } from "./challenges.ts";
import type { RelyingParty } from "./relying_party.ts";
import { webauthn } from "./webauthn.ts";

interface CredentialRow {
  id: string;
  userId: string;
  publicKey: Uint8Array<ArrayBuffer>;
}

/** What came of a passkey's answer. */
export interface PasskeyUse {
  readonly isRight: boolean;
  /** The account whose passkey was named; undefined when none is. */
  readonly userId: string | undefined;
}

/**
 * Checks a passkey's answer and uses up the challenge, whether it was right or not.
 *
 * @param json AuthenticationResponse
 * @param of the challenge's owner, and whose passkey it has to be, if that is known
 */
export async function usePasskey(
  { database, redis, relyingParty }: { database: Database; redis: Redis; relyingParty: RelyingParty },
  json: string,
  of: { challenge: string; userId?: string },
): Promise<PasskeyUse> {
  const expectedChallenge = await takeChallenge(redis, of.challenge);
  const response = parse(json);
  const row = response && await readCredential(database, response.id);
  if (!row || (of.userId !== undefined && row.userId !== of.userId)) return { isRight: false, userId: undefined };
  const wrong = { isRight: false, userId: row.userId };
  if (expectedChallenge === undefined || !isHandleOf(response.response.userHandle, row.userId)) return wrong;
  const counter = await verify(response, expectedChallenge, row, relyingParty);
  if (counter === undefined) return wrong;
  // Of two answers with one counter, one is a copy's. A passkey that is on several devices does not count: it is at 0 for ever.
  const kept = await database`
    update passkeys set counter = ${counter}, last_used_at = now()
    where id = ${row.id} and (counter < ${counter} or (counter = 0 and ${counter} = 0))`;
  return { isRight: kept.count === 1, userId: row.userId };
}

/** @returns the passkey's counter; undefined when its answer is wrong */
async function verify(
  response: AuthenticationResponseJSON,
  expectedChallenge: string,
  { publicKey }: CredentialRow,
  { id, origin }: RelyingParty,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await webauthn();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: { id: response.id, publicKey: Uint8Array.from(publicKey), counter: 0 }, // it is checked as it is written
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined; // it throws for whatever is wrong with an answer, which anybody can make up
  }
}

async function readCredential(database: Database, credentialId: string): Promise<CredentialRow | undefined> {
  const [row] = await database<CredentialRow[]>`
    select id, user_id as "userId", public_key as "publicKey" from passkeys where credential_id = ${credentialId}`;
  return row;
}

function parse(json: string): AuthenticationResponseJSON | undefined {
  try {
    const response = JSON.parse(json);
    const isWhole = /^[\w-]+$/.test(response?.id) && typeof response.response === "object" &&
      response.response !== null;
    return isWhole ? response : undefined;
  } catch {
    return undefined;
  }
}

/** What a passkey has for the name of its account: the id's bytes. */
export function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(userId.replaceAll("-", ""), "hex"));
}

/** An answer names the account or nothing; the latter only when the passkeys to choose from were named. */
function isHandleOf(handle: unknown, userId: string): boolean {
  return handle === undefined || handle === null || handle === Buffer.from(userHandle(userId)).toString("base64url");
}

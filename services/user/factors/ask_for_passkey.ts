import type { Redis } from "@upstash/redis";
import type { Database } from "../../kit/database.ts";
import { CHALLENGE_MS, keepChallenge } from "./challenges.ts";
import type { RelyingParty } from "./relying_party.ts";
import { webauthn } from "./webauthn.ts";

/**
 * Begins to use a passkey.
 *
 * @param owner of the challenge, see `keepChallenge`
 * @param userId whose passkeys are taken; without it the browser offers those that it has
 * @returns PublicKeyCredentialRequestOptions as JSON
 */
export async function askForPasskey(
  { database, redis, relyingParty }: { database: Database; redis: Redis; relyingParty: RelyingParty },
  owner: string,
  userId?: string,
): Promise<string> {
  const allowCredentials = userId === undefined ? [] : await credentialsOf(database, userId);
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty.id,
    allowCredentials,
    userVerification: "required",
    timeout: CHALLENGE_MS,
  });
  await keepChallenge(redis, owner, options.challenge);
  return JSON.stringify(options);
}

/** An account's passkeys as browsers are told of them. */
export async function credentialsOf(
  database: Database,
  userId: string,
): Promise<{ id: string; transports: string[] }[]> {
  return await database<{ id: string; transports: string[] }[]>`
    select credential_id as id, transports from passkeys where user_id = ${userId} order by created_at`;
}

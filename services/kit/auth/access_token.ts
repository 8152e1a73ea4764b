import { decodeJwt, type JWTPayload, jwtVerify, type JWTVerifyGetKey, SignJWT } from "jose";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Principal } from "./principal.ts";

/** How long an access token holds: what is revoked holds no longer than this, even where nobody could be told. */
export const ACCESS_TOKEN_SECONDS = 300;

const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
const ISSUER = "shopflow";
const AUDIENCE = "shopflow";
/** How far the clocks of two machines may be apart. */
const TOLERANCE_SECONDS = 5;

/** A key that signs, and its name. */
export interface SigningKey {
  readonly id: string;
  readonly key: CryptoKey;
}

/**
 * Signs an access token for a person.
 *
 * @returns the token, and until when it holds, in milliseconds since the epoch
 */
export async function signAccessToken(
  principal: Principal,
  { id, key }: SigningKey,
): Promise<{ token: string; expiresAt: number }> {
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    sid: principal.sessionId,
    shopper: principal.shopperId,
    gen: principal.generation,
    roles: principal.roles.map((role) => Role[role].toLowerCase()),
    auth_time: Math.floor(principal.signedInAt / 1000),
    mfa: principal.secondFactor,
    mfa_needed: principal.secondFactorNeeded,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: id })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(principal.userId)
    .setJti(crypto.randomUUID())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
    .sign(key);
  return { token, expiresAt: (now + ACCESS_TOKEN_SECONDS) * 1000 };
}

/**
 * Reads an access token of ours. Nothing in it is believed before its signature is checked, by a key of our own and by no other
 * algorithm than ours.
 *
 * @returns whom it speaks for, and until when, in milliseconds since the epoch
 * @throws {Error} one of jose's, when it is none, has expired, or is for something else
 */
export async function readAccessToken(
  token: string,
  keys: JWTVerifyGetKey,
): Promise<{ principal: Principal; expiresAt: number }> {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: [ALGORITHM],
    typ: TYPE,
    issuer: ISSUER,
    audience: AUDIENCE,
    clockTolerance: TOLERANCE_SECONDS,
    requiredClaims: ["sub", "sid", "shopper", "gen", "roles", "auth_time", "exp", "nbf", "iat"],
  });
  return { principal: principalOfClaims(payload), expiresAt: payload.exp! * 1000 };
}

/**
 * Whom an access token speaks for that the user service itself has just handed over. Its signature is not checked: never use it
 * for a token that came from anywhere else.
 */
export function principalOfOwnToken(token: string): Principal {
  return principalOfClaims(decodeJwt(token));
}

/** Only we sign, so what is signed is well formed. */
function principalOfClaims(claims: JWTPayload): Principal {
  const names = claims.roles as string[];
  return {
    userId: claims.sub!,
    shopperId: claims.shopper as string,
    sessionId: claims.sid as string,
    generation: claims.gen as number,
    roles: names.map((name) => Role[name.toUpperCase() as keyof typeof Role]).filter((role) => role !== undefined),
    signedInAt: (claims.auth_time as number) * 1000,
    secondFactor: claims.mfa === true,
    secondFactorNeeded: claims.mfa_needed === true,
  };
}

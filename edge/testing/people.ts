import { type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { exportJWK } from "jose";
import type { SessionTokensSchema } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { signAccessToken } from "../../services/kit/auth/access_token.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";
import type { Revocation, TokenSource } from "../../services/kit/auth/token_verifier.ts";
import { aPrincipal as anyPrincipal } from "../../services/kit/testing/a_principal.ts";

const KEY_ID = "key-of-a-test";
const { privateKey, publicKey } = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]) as CryptoKeyPair;
const jwk = { ...await exportJWK(publicKey), kid: KEY_ID, alg: "EdDSA", use: "sig" };
const REFRESH_DAYS_MS = 14 * 24 * 60 * 60_000;

/** Ada, who has just signed in with a password. */
export function aPrincipal(traits: Partial<Principal> = {}): Principal {
  return anyPrincipal({
    userId: "018f0000-0000-7000-8000-00000000ada1",
    shopperId: "018f0000-0000-7000-8000-00000000ada2",
    ...traits,
  });
}

/** What the user service would give to who signs in, signed by the key of {@linkcode FakeTokenSource}. */
export async function tokensOf(
  principal: Principal,
  refreshToken = `${principal.sessionId}.1.secret`,
): Promise<MessageInitShape<typeof SessionTokensSchema>> {
  const { token, expiresAt } = await signAccessToken(principal, { id: KEY_ID, key: privateKey });
  return {
    accessToken: token,
    accessExpiresAt: timestampFromMs(expiresAt),
    refreshToken,
    refreshExpiresAt: timestampFromMs(Date.now() + REFRESH_DAYS_MS),
  };
}

/** The keys of the tokens above, and what a test revokes. */
export class FakeTokenSource implements TokenSource {
  readonly revoked: Revocation[] = [];
  /** What asking fails with. */
  failure: Error | undefined;

  signingKeys() {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve({ keys: [jwk] });
  }

  revocations(cursor: string) {
    if (this.failure) return Promise.reject(this.failure);
    return Promise.resolve({
      revocations: this.revoked.slice(Number(cursor)),
      nextCursor: String(this.revoked.length),
    });
  }
}

import assert from "node:assert/strict";
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { createHmac } from "node:crypto";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ACCESS_TOKEN_SECONDS, readAccessToken, signAccessToken } from "./access_token.ts";
import { aPrincipal } from "../testing/a_principal.ts";

const OURS = await generateKeyPair("EdDSA", { extractable: true });
const THEIRS = await generateKeyPair("EdDSA", { extractable: true });
const PUBLIC: JWK = { ...await exportJWK(OURS.publicKey), kid: "ours", alg: "EdDSA", use: "sig" };
/** A key of ours that signs something else. */
const OTHER = await generateKeyPair("ES256", { extractable: true });
const KEYS = createLocalJWKSet({ keys: [PUBLIC, { ...await exportJWK(OTHER.publicKey), kid: "other" }] });
const SECONDS = Math.floor(Date.now() / 1000);

const ADA = aPrincipal({
  generation: 3,
  roles: [Role.SUPPORT, Role.ADMIN],
  signedInAt: 1_700_000_000_000,
  secondFactor: true,
});

/** All that a token of ours claims. */
const CLAIMS: JWTPayload = {
  iss: "shopflow",
  aud: "shopflow",
  sub: ADA.userId,
  sid: ADA.sessionId,
  shopper: ADA.shopperId,
  gen: 3,
  roles: ["admin"],
  auth_time: SECONDS,
  mfa: true,
  iat: SECONDS,
  nbf: SECONDS,
  exp: SECONDS + 300,
};

interface Forgery {
  claims?: JWTPayload;
  without?: string;
  header?: Record<string, unknown>;
  key?: CryptoKey;
}

/** A token that is ours but for what is given. */
function forge({ claims = {}, without, header = {}, key = OURS.privateKey }: Forgery): Promise<string> {
  const all: JWTPayload = { ...CLAIMS, ...claims };
  if (without) delete all[without];
  return new SignJWT(all).setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: "ours", ...header }).sign(key);
}

function encode(part: unknown): string {
  return new TextEncoder().encode(JSON.stringify(part)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** A token without a signature of any key. */
function unsigned(header: Record<string, unknown>, sign: (input: string) => string): string {
  const input = `${encode({ typ: "at+jwt", kid: "ours", ...header })}.${encode(CLAIMS)}`;
  return `${input}.${sign(input)}`;
}

function hmac(key: string | Uint8Array): (input: string) => string {
  return (input) => createHmac("sha256", key).update(input).digest("base64url");
}

Deno.test("readAccessToken() reads what signAccessToken() signed, for five minutes", async () => {
  const { token, expiresAt } = await signAccessToken(ADA, { id: "ours", key: OURS.privateKey });
  assert.deepEqual(await readAccessToken(token, KEYS), { principal: ADA, expiresAt });
  const life = expiresAt - Date.now();
  assert.ok(life <= ACCESS_TOKEN_SECONDS * 1_000 && life > (ACCESS_TOKEN_SECONDS - 30) * 1_000, String(life));
  assert.notEqual((await signAccessToken(ADA, { id: "ours", key: OURS.privateKey })).token, token);
  await readAccessToken(await forge({}), KEYS); // so that what is forged below fails for what is wrong with it alone
});

const good = await forge({});
const [head, payload, signature] = good.split(".");
const raw = Uint8Array.fromBase64(PUBLIC.x!, { alphabet: "base64url" });
const evilJwk = { ...await exportJWK(THEIRS.publicKey), kid: "evil", alg: "EdDSA" };

const FORGED: Record<string, string | Promise<string>> = {
  "no token": "",
  "not three parts": "a.b",
  "unsigned, alg none": unsigned({ alg: "none" }, () => ""),
  "unsigned, alg None": unsigned({ alg: "None" }, () => ""),
  "HS256 with our public key's bytes": unsigned({ alg: "HS256" }, hmac(raw)),
  "HS256 with our public key as text": unsigned({ alg: "HS256" }, hmac(PUBLIC.x!)),
  "HS256 with our public key as JSON": unsigned({ alg: "HS256" }, hmac(JSON.stringify(PUBLIC))),
  "another algorithm, by a key of ours": forge({ key: OTHER.privateKey, header: { alg: "ES256", kid: "other" } }),
  "no alg": unsigned({}, () => signature!),
  "another key under our name": forge({ key: THEIRS.privateKey }),
  "a key that we do not know": forge({ key: THEIRS.privateKey, header: { kid: "evil" } }),
  "a key in its own header": forge({ key: THEIRS.privateKey, header: { kid: "evil", jwk: evilJwk } }),
  "a key in its own header, under our name": forge({ key: THEIRS.privateKey, header: { jwk: evilJwk } }),
  "a key at its own address": forge({
    key: THEIRS.privateKey,
    header: { kid: "evil", jku: "https://evil.example/jwks.json" },
  }),
  "a path as the name of its key": forge({ key: THEIRS.privateKey, header: { kid: "../../dev/null" } }),
  "an extension that we do not know": unsigned({ alg: "EdDSA", crit: ["x"], x: 1 }, () => signature!),
  "another type": forge({ header: { typ: "JWT" } }),
  "the type of a refresh token": forge({ header: { typ: "rt+jwt" } }),
  "no type": forge({ header: { typ: undefined } }),
  "another issuer": forge({ claims: { iss: "elsewhere" } }),
  "another audience": forge({ claims: { aud: "elsewhere" } }),
  "expired": forge({ claims: { exp: SECONDS - 10 } }),
  "not valid yet": forge({ claims: { nbf: SECONDS + 60 } }),
  "a time that is text": forge({ claims: { exp: "never" as unknown as number } }),
  "cut": good.slice(0, -2),
  "without its signature": `${head}.${payload}.`,
  "with another payload": `${head}.${encode({ ...CLAIMS, sub: crypto.randomUUID() })}.${signature}`,
  "with another header": `${encode({ alg: "EdDSA", typ: "at+jwt", kid: "ours", x: 1 })}.${payload}.${signature}`,
  ...Object.fromEntries(
    ["iss", "aud", "sub", "sid", "shopper", "gen", "roles", "auth_time", "exp", "nbf", "iat"]
      .map((claim) => [`without ${claim}`, forge({ without: claim })]),
  ),
};

for (const [what, token] of Object.entries(FORGED)) {
  Deno.test(`readAccessToken() refuses a token: ${what}`, async () => {
    await assert.rejects(readAccessToken(await token, KEYS), errors.JOSEError);
  });
}

import type { Query } from "../../kit/database.ts";
import type { Secrets } from "../secrets.ts";

/** A row of the table of signing keys. */
export interface KeyRow {
  id: string;
  publicJwk: JsonWebKey;
  /** Sealed PKCS #8. */
  privateKey: Uint8Array;
  createdAt: Date;
  signsFrom: Date;
  /** From when it signs no more; null while no key follows it. */
  retiredAt: Date | null;
}

/** All keys, the newest first. */
export async function readKeyRows(query: Query): Promise<KeyRow[]> {
  return await query<KeyRow[]>`
    select id, public_jwk as "publicJwk", private_key as "privateKey", created_at as "createdAt",
      signs_from as "signsFrom", retired_at as "retiredAt"
    from signing_keys order by signs_from desc`;
}

/** Whoever makes a key waits for whoever is at it, until the end of the transaction. */
export async function lockKeys(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('signing_keys'))`;
}

/** Makes a key that signs from then on. */
export async function insertKey(tx: Query, secrets: Secrets, createdAt: Date, signsFrom: Date): Promise<void> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const id = crypto.randomUUID();
  const { kty, crv, x } = await crypto.subtle.exportKey("jwk", publicKey);
  const publicJwk = { kty, crv, x, kid: id, use: "sig", alg: "EdDSA" };
  const sealed = secrets.seal(new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)), ownerOf(id));
  await tx`
    insert into signing_keys (id, public_jwk, private_key, created_at, signs_from)
    values (${id}, ${tx.json(publicJwk as Record<string, string>)}, ${sealed}, ${createdAt}, ${signsFrom})`;
}

/** The private part of a key, for signing alone. */
export function openKey(secrets: Secrets, { id, privateKey }: KeyRow): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array(secrets.open(privateKey, ownerOf(id)));
  return crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
}

function ownerOf(id: string): string {
  return `signing_key:${id}`;
}

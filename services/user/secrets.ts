import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What the user service keeps secret things with. Each use has a key of its own, made from one secret in the configuration.
 *
 * Sealed bytes are AES-256-GCM: nonce, ciphertext, tag. What they belong to is authenticated with them, so that sealed bytes of
 * one account are none of another's.
 */
export class Secrets {
  readonly #sealing: Uint8Array;
  readonly #tokens: Uint8Array;

  /** @param secret At least 32 random bytes */
  constructor(secret: Uint8Array) {
    const derive = (use: string) => new Uint8Array(hkdfSync("sha256", secret, "", `shopflow user ${use}`, 32));
    this.#sealing = derive("sealing");
    this.#tokens = derive("tokens");
  }

  /** Encrypts. `owner` says whose it is, such as "totp:<user id>". */
  seal(plain: Uint8Array, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#sealing, nonce).setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Decrypts what {@linkcode seal} made for the same owner; throws for anything else. */
  open(sealed: Uint8Array, owner: string): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#sealing, nonce).setAAD(Buffer.from(owner));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
  }

  /** A token that only we can make, from what it is for: 32 bytes, base64url. */
  token(use: string): string {
    return createHmac("sha256", this.#tokens).update(use).digest("base64url");
  }
}

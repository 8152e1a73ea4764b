import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** How an authenticator or a browser misbehaves. */
export interface Deviation {
  /** The page that asks. */
  readonly origin?: string;
  /** The site it signs for. */
  readonly rpId?: string;
  /** Whether it unlocked; it does unless told otherwise. */
  readonly isUserVerified?: boolean;
  readonly counter?: number;
  readonly challenge?: string;
  /** The account it says that it is of. */
  readonly userHandle?: string;
}

const USER_PRESENT = 0x01, USER_VERIFIED = 0x04, HAS_CREDENTIAL = 0x40;

/** A browser with an authenticator that has one passkey: ES256, without attestation. */
export class Authenticator {
  readonly id = randomBytes(16).toString("base64url");
  readonly #origin: string;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  #counter = 0;
  #userHandle: string | undefined;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
  }

  /** What `navigator.credentials.create()` gives for the options of a registration. */
  create(optionsJson: string, deviation: Deviation = {}): string {
    const { challenge, user } = JSON.parse(optionsJson);
    this.#userHandle = user.id;
    const idBytes = Buffer.from(this.id, "base64url");
    const credential = Buffer.concat([Buffer.alloc(16), uint16(idBytes.length), idBytes, this.#coseKey()]);
    const authData = Buffer.concat([this.#authData(HAS_CREDENTIAL, deviation), credential]);
    const attestation = cbor(
      new Map<string, unknown>([["fmt", "none"], ["attStmt", new Map()], ["authData", authData]]),
    );
    return this.#answer({
      clientDataJSON: this.#clientData("webauthn.create", challenge, deviation).toString("base64url"),
      attestationObject: attestation.toString("base64url"),
      transports: ["internal"],
    });
  }

  /** What `navigator.credentials.get()` gives for the options of an authentication. */
  get(optionsJson: string, deviation: Deviation = {}): string {
    this.#counter++;
    const clientData = this.#clientData("webauthn.get", JSON.parse(optionsJson).challenge, deviation);
    const authData = this.#authData(0, deviation);
    const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
    return this.#answer({
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authData.toString("base64url"),
      signature: sign("sha256", signed, this.#privateKey).toString("base64url"),
      userHandle: deviation.userHandle ?? this.#userHandle,
    });
  }

  #answer(response: Record<string, unknown>): string {
    return JSON.stringify({ id: this.id, rawId: this.id, type: "public-key", response, clientExtensionResults: {} });
  }

  #clientData(type: string, challenge: string, deviation: Deviation): Buffer {
    const origin = deviation.origin ?? this.#origin;
    return Buffer.from(
      JSON.stringify({ type, challenge: deviation.challenge ?? challenge, origin, crossOrigin: false }),
    );
  }

  #authData(flags: number, { rpId, isUserVerified = true, counter }: Deviation): Buffer {
    const rp = createHash("sha256").update(rpId ?? new URL(this.#origin).hostname).digest();
    const all = flags | USER_PRESENT | (isUserVerified ? USER_VERIFIED : 0);
    return Buffer.concat([rp, Buffer.from([all]), uint32(counter ?? this.#counter)]);
  }

  #coseKey(): Buffer {
    const { x, y } = this.#publicKey.export({ format: "jwk" });
    const bytes = (part?: string) => Buffer.from(part!, "base64url");
    return cbor(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]));
  }
}

/** As much of CBOR as a passkey is written in. */
function cbor(value: unknown): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (!(value instanceof Map)) throw new TypeError(`Cannot write CBOR: "${value}" is of no kind that is needed`);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([name, item]) => [cbor(name), cbor(item)])]);
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([major << 5 | count]);
  return count < 256 ? Buffer.from([major << 5 | 24, count]) : Buffer.from([major << 5 | 25, count >> 8, count & 255]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

import { Buffer } from "node:buffer";

/**
 * A byte string: one character (U+0000 to U+00FF) a byte, as Redis strings are bytes. Lengths, order and patterns
 * are then those of Redis whatever the encoding of the text, and V8 keeps such a string in one byte a character.
 */
export type Bytes = string;

/** The UTF-8 bytes of a text. */
export function toBytes(text: string): Bytes {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text whose UTF-8 bytes these are; an invalid sequence becomes U+FFFD. */
export function fromBytes(bytes: Bytes): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The bytes in base64, with padding. */
export function toBase64(bytes: Bytes): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}

/** The bytes of a percent-encoded URL part, which need not be valid UTF-8. */
export function percentDecode(part: string): Bytes {
  return part.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Crockford's base 32: no I, L, O or U, which people misread. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;

/** A random name for people, such as "SF-7K3QX9M2": one of 2^40, so that it tells nothing of how many there are. */
export function publicNumber(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return `${prefix}-${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
}

/** Crockford's base 32: no I, L, O or U, which people misread. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;

/** A random order number, such as "SF-7K3QX9M2": one of 2^40, so that numbers tell nothing of how many orders there are. */
export function orderNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return "SF-" + Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

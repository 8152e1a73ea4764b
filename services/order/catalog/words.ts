/** Longer words are cut here, in products and searches alike. */
const MAX_LETTERS = 64;

/** Letters that have no accent to take off, yet are typed without what makes them special. */
const PLAIN: Record<string, string> = {
  "ß": "ss",
  "æ": "ae",
  "œ": "oe",
  "ø": "o",
  "ł": "l",
  "đ": "d",
  "ð": "d",
  "þ": "th",
};

/**
 * The words of a text as searches compare them: lower case, without accents, apostrophes, punctuation and symbols.
 * They hold letters and digits only, so they need no quoting in a tsquery.
 *
 * @example
 * ```ts
 * import { words } from "./words.ts";
 * words("Crème brûlée: the T-Light's glow 🕯"); // ["creme", "brulee", "the", "t", "lights", "glow"]
 * ```
 */
export function words(text: string): string[] {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[\p{M}'’]/gu, "").replace(
    /[ßæœøłđðþ]/g,
    (c) => PLAIN[c]!,
  );
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => firstLetters(word, MAX_LETTERS));
}

/** The first letters of a text, never half of one. */
export function firstLetters(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join("");
}

import type { Bytes } from "../bytes.ts";

/**
 * Whether a Redis pattern matches the whole text: `*`, `?`, `[abc]`, `[^a-z]`, `\` before a literal.
 * Goes back to the last `*` only, so that no pattern takes more than pattern × text steps.
 */
export function globMatches(pattern: Bytes, text: Bytes): boolean {
  let p = 0, t = 0;
  let star: { p: number; t: number } | undefined;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = { p: ++p, t };
      continue;
    }
    const next = matchOne(pattern, p, text.charCodeAt(t));
    if (next !== undefined) {
      p = next;
      t++;
    } else if (star) {
      p = star.p;
      t = ++star.t;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p >= pattern.length;
}

/** The place in the pattern after the part that matches this one byte; undefined where it does not match. */
function matchOne(pattern: Bytes, p: number, byte: number): number | undefined {
  if (p >= pattern.length) return undefined;
  if (pattern[p] === "?") return p + 1;
  if (pattern[p] === "[") return matchClass(pattern, p + 1, byte);
  const literal = pattern[p] === "\\" && p + 1 < pattern.length ? p + 1 : p;
  return pattern.charCodeAt(literal) === byte ? literal + 1 : undefined;
}

function matchClass(pattern: Bytes, start: number, byte: number): number | undefined {
  const negated = pattern[start] === "^";
  let matched = false;
  let p = negated ? start + 1 : start;
  // As in Redis, a class that is never closed ends with the pattern.
  for (; p < pattern.length && pattern[p] !== "]"; p++) {
    if (pattern[p] === "\\" && p + 1 < pattern.length) p++;
    else if (pattern[p + 1] === "-" && p + 2 < pattern.length) {
      const [a, b] = [pattern.charCodeAt(p), pattern.charCodeAt(p + 2)];
      if (byte >= Math.min(a, b) && byte <= Math.max(a, b)) matched = true;
      p += 2;
      continue;
    }
    if (pattern.charCodeAt(p) === byte) matched = true;
  }
  return matched !== negated ? p + 1 : undefined;
}

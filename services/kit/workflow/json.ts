/**
 * What a run keeps is JSON, and bigint besides. What the body of a workflow gets has always been through here, so that the
 * first time and a replay see the same.
 */
export function encode(value: unknown): string | null {
  return JSON.stringify(value, replace) ?? null;
}

/** The opposite of `encode()`; null, which is what it makes of undefined, is undefined again. */
export function decode(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text, revive);
}

const BIGINT = "$bigint";

function replace(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return { [BIGINT]: value.toString() };
  // PostgreSQL refuses both in JSON
  if (typeof value === "string") return value.toWellFormed().replaceAll("\0", "\ufffd");
  return value;
}

function revive(_name: string, value: unknown): unknown {
  if (typeof value === "object" && value !== null && BIGINT in value) return BigInt(String(value[BIGINT]));
  return value;
}

import { CommandError } from "../backend.ts";
import type { Bytes } from "../bytes.ts";

export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);

const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;
const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)$/i;

/** A signed 64-bit integer as Redis reads it: no plus sign, no leading zero, no space; else undefined. */
export function readInt64(text: Bytes): bigint | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = BigInt(text);
  return value < INT64_MIN || value > INT64_MAX ? undefined : value;
}

/** Like {@linkcode readInt64}, but anything else is a `CommandError`. */
export function parseInt64(text: Bytes, problem = "ERR value is not an integer or out of range"): bigint {
  const value = readInt64(text);
  if (value === undefined) throw new CommandError(problem);
  return value;
}

/** An integer used as an index or count; beyond 2^53 it is rounded, which no collection here can reach. */
export function parseIndex(text: Bytes): number {
  return Number(parseInt64(text));
}

/** A count of elements: zero or more. */
export function parseCount(text: Bytes): number {
  const problem = "ERR value is out of range, must be positive";
  const count = parseInt64(text, problem);
  if (count < 0n) throw new CommandError(problem);
  return Number(count);
}

/** The sum, which must stay within 64 bits. */
export function addInt64(value: bigint, by: bigint): bigint {
  const sum = value + by;
  if (sum < INT64_MIN || sum > INT64_MAX) throw new CommandError("ERR increment or decrement would overflow");
  return sum;
}

/** A double as Redis reads a score: decimal, optional exponent, or an infinity. */
export function parseScore(text: Bytes, problem = "ERR value is not a valid float"): number {
  if (!FLOAT.test(text)) throw new CommandError(problem);
  const infinite = /^([+-]?)inf/i.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  return Number(text);
}

/** The shortest text that reads back as the same double; infinities as Redis writes them. */
export function formatScore(score: number): Bytes {
  if (Object.is(score, -0)) return "-0";
  if (Math.abs(score) === Infinity) return score > 0 ? "inf" : "-inf";
  return String(score);
}

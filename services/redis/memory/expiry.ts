import { CommandError } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { INT64_MAX, INT64_MIN, parseInt64 } from "./numbers.ts";

/** How a command says when a key expires: seconds or milliseconds, from now or as Unix time. */
export type ExpiryUnit = "EX" | "PX" | "EXAT" | "PXAT";

export function isExpiryUnit(word: string): word is ExpiryUnit {
  return word === "EX" || word === "PX" || word === "EXAT" || word === "PXAT";
}

/** The expiry in Unix milliseconds, which may be in the past. */
export function expiryTime(unit: ExpiryUnit, amount: Bytes, now: number, commandName: string): number {
  return toTime(unit, parseInt64(amount), now, commandName);
}

/** Like {@linkcode expiryTime} for commands that take no zero or negative amount. */
export function positiveExpiryTime(unit: ExpiryUnit, amount: Bytes, now: number, commandName: string): number {
  const value = parseInt64(amount);
  if (value <= 0n) throw invalidExpiry(commandName);
  return toTime(unit, value, now, commandName);
}

function toTime(unit: ExpiryUnit, value: bigint, now: number, commandName: string): number {
  const milliseconds = unit.startsWith("EX") ? value * 1000n : value;
  const at = unit.endsWith("AT") ? milliseconds : milliseconds + BigInt(now);
  if (milliseconds < INT64_MIN || milliseconds > INT64_MAX || at > INT64_MAX) throw invalidExpiry(commandName);
  return Number(at);
}

function invalidExpiry(commandName: string): CommandError {
  return new CommandError(`ERR invalid expire time in '${commandName}' command`);
}

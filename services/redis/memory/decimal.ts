import { CommandError } from "../backend.ts";
import type { Bytes } from "../bytes.ts";

/** Digits after the point that are kept, as Redis keeps them. */
const SCALE = 17;
/** A bound on exponents: `1e400` would otherwise make a number of any length. */
const MAX_EXPONENT = 300;
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/**
 * The sum of two decimal texts without binary rounding: 0.1 and 0.2 give 0.3. Redis adds in 80-bit floats and so
 * agrees up to 18 significant digits.
 */
export function addDecimals(value: Bytes, by: Bytes): Bytes {
  const [a, b] = [parse(value), parse(by)];
  if (a === undefined || b === undefined) throw new CommandError("ERR increment would produce NaN or Infinity");
  return format(a + b);
}

/** Units of 10 ** -SCALE; undefined for an infinity. */
function parse(text: Bytes): bigint | undefined {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return undefined;
  const [, sign, whole = "", fraction = "", exponentText = "0"] = DECIMAL.exec(text) ?? [];
  const exponent = Number(exponentText);
  if (sign === undefined || whole + fraction === "" || Math.abs(exponent) > MAX_EXPONENT) {
    throw new CommandError("ERR value is not a valid float");
  }
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const shift = SCALE + exponent - fraction.length;
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

function format(scaled: bigint): Bytes {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(SCALE + 1, "0");
  const fraction = digits.slice(-SCALE).replace(/0+$/, "");
  const sign = scaled < 0n ? "-" : "";
  return `${sign}${digits.slice(0, -SCALE)}${fraction && "."}${fraction}`;
}

import type { Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, growing, pairs, syntaxError } from "./command.ts";
import { type ExpiryUnit, isExpiryUnit, positiveExpiryTime } from "./expiry.ts";
import type { Keyspace } from "./keyspace.ts";
import { parseIndex } from "./numbers.ts";
import { sliceOf } from "./ranges.ts";

/** Commands on strings. */
export const stringCommands: CommandTable = {
  get: command(2, ({ db }, key) => db.text(key) ?? null),
  set: growing(-3, ({ db }, key, value, ...options) => set(db, key, value, options)),
  setnx: growing(3, ({ db }, key, value) => set(db, key, value, ["NX"]) === null ? 0 : 1),
  setex: growing(4, ({ db }, key, seconds, value) => setFor(db, key, "EX", seconds, value, "setex")),
  psetex: growing(4, ({ db }, key, milliseconds, value) => setFor(db, key, "PX", milliseconds, value, "psetex")),
  getset: growing(3, ({ db }, key, value) => set(db, key, value, ["GET"])),
  getdel: command(2, ({ db }, key) => {
    const value = db.text(key);
    db.remove(key);
    return value ?? null;
  }),
  getex: command(-2, ({ db }, key, ...options) => getAndExpire(db, key, options)),
  mget: command(-2, ({ db }, ...keys) => {
    return keys.map((key) => {
      const value = db.value(key);
      return typeof value === "string" ? value : null;
    });
  }),
  mset: growing(-3, ({ db }, ...args) => {
    for (const [key, value] of pairs("mset", args)) replace(db, key, value);
    return "OK";
  }),
  msetnx: growing(-3, ({ db }, ...args) => {
    const all = pairs("msetnx", args);
    if (all.some(([key]) => db.has(key))) return 0;
    for (const [key, value] of all) replace(db, key, value);
    return 1;
  }),
  append: growing(3, ({ db }, key, suffix) => {
    const value = (db.text(key) ?? "") + suffix;
    db.put(key, value);
    return value.length;
  }),
  strlen: command(2, ({ db }, key) => db.text(key)?.length ?? 0),
  getrange: command(4, ({ db }, key, first, last) => {
    const [from, to] = [parseIndex(first), parseIndex(last)];
    const value = db.text(key) ?? "";
    if (from < 0 && to < 0 && from > to) return "";
    // Unlike other ranges, one that ends before the string begins still gives the first byte.
    const { start, end } = sliceOf(value.length, from, to < -value.length ? 0 : to);
    return value.slice(start, end);
  }),
};

function replace(db: Keyspace, key: Bytes, value: Bytes): void {
  db.put(key, value);
  db.expireAt(key, undefined);
}

function setFor(db: Keyspace, key: Bytes, unit: ExpiryUnit, amount: Bytes, value: Bytes, commandName: string): Reply {
  const at = positiveExpiryTime(unit, amount, db.now(), commandName);
  replace(db, key, value);
  db.expireAt(key, at);
  return "OK";
}

interface SetOptions {
  condition?: "NX" | "XX";
  get?: boolean;
  keepTtl?: boolean;
  expiry?: { unit: ExpiryUnit; amount: Bytes };
}

function set(db: Keyspace, key: Bytes, value: Bytes, args: Bytes[]): Reply {
  const { condition, get, keepTtl, expiry } = parseSetOptions(args);
  const at = expiry && positiveExpiryTime(expiry.unit, expiry.amount, db.now(), "set");
  const old = get ? db.text(key) ?? null : null;
  if (condition && (condition === "XX") !== db.has(key)) return old;
  if (keepTtl) db.put(key, value);
  else replace(db, key, value);
  if (at !== undefined) db.expireAt(key, at);
  return get ? old : "OK";
}

function parseSetOptions(args: Bytes[]): SetOptions {
  const options: SetOptions = {};
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!.toUpperCase();
    if (word === "NX" || word === "XX") {
      if (options.condition && options.condition !== word) throw syntaxError();
      options.condition = word;
    } else if (word === "GET") options.get = true;
    else if (word === "KEEPTTL" && !options.expiry) options.keepTtl = true;
    else if (isExpiryUnit(word) && !options.keepTtl) options.expiry = parseExpiry(word, args[++i], options.expiry);
    else throw syntaxError();
  }
  return options;
}

function parseExpiry(unit: ExpiryUnit, amount: Bytes | undefined, earlier: SetOptions["expiry"]) {
  if (amount === undefined || (earlier && earlier.unit !== unit)) throw syntaxError();
  return { unit, amount };
}

function getAndExpire(db: Keyspace, key: Bytes, [option, amount, ...rest]: Bytes[]): Reply {
  const word = option?.toUpperCase();
  const unit = word !== undefined && isExpiryUnit(word) && amount !== undefined ? word : undefined;
  const persist = word === "PERSIST" && amount === undefined;
  if (rest.length > 0 || (word !== undefined && !unit && !persist)) throw syntaxError();
  const value = db.text(key);
  if (value === undefined) return null;
  if (unit) db.expireAt(key, positiveExpiryTime(unit, amount!, db.now(), "getex"));
  if (persist) db.expireAt(key, undefined);
  return value;
}

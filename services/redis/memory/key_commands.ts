import { CommandError, type Reply } from "../backend.ts";
import { type Bytes, fromBytes } from "../bytes.ts";
import { command, type CommandTable, growing } from "./command.ts";
import { expiryTime, type ExpiryUnit } from "./expiry.ts";
import type { Keyspace } from "./keyspace.ts";
import { typeName } from "./values.ts";

/** Commands on keys of any type, their expiry among them. */
export const keyCommands: CommandTable = {
  del: command(-2, ({ db }, ...keys) => keys.filter((key) => db.remove(key)).length),
  unlink: command(-2, ({ db }, ...keys) => keys.filter((key) => db.remove(key)).length),
  exists: command(-2, ({ db }, ...keys) => keys.filter((key) => db.has(key)).length),
  touch: command(-2, ({ db }, ...keys) => keys.filter((key) => db.has(key)).length),
  type: command(2, ({ db }, key) => {
    const value = db.value(key);
    return value === undefined ? "none" : typeName(value);
  }),
  rename: growing(3, ({ db }, from, to) => {
    rename(db, from, to);
    return "OK";
  }),
  renamenx: growing(3, ({ db }, from, to) => {
    if (db.has(from) && db.has(to)) return 0;
    rename(db, from, to);
    return 1;
  }),
  expire: command(-3, ({ db }, key, amount, ...flags) => expire(db, key, "EX", amount, flags, "expire")),
  pexpire: command(-3, ({ db }, key, amount, ...flags) => expire(db, key, "PX", amount, flags, "pexpire")),
  expireat: command(-3, ({ db }, key, amount, ...flags) => expire(db, key, "EXAT", amount, flags, "expireat")),
  pexpireat: command(-3, ({ db }, key, amount, ...flags) => expire(db, key, "PXAT", amount, flags, "pexpireat")),
  ttl: command(2, ({ db }, key) => expiryOf(db, key, (at) => Math.round((at - db.now()) / 1000))),
  pttl: command(2, ({ db }, key) => expiryOf(db, key, (at) => at - db.now())),
  expiretime: command(2, ({ db }, key) => expiryOf(db, key, (at) => Math.round(at / 1000))),
  pexpiretime: command(2, ({ db }, key) => expiryOf(db, key, (at) => at)),
  persist: command(2, ({ db }, key) => {
    if (db.expiresAt(key) === undefined) return 0;
    db.expireAt(key, undefined);
    return 1;
  }),
};

function rename(db: Keyspace, from: Bytes, to: Bytes): void {
  const value = db.value(from);
  if (value === undefined) throw new CommandError("ERR no such key");
  if (from === to) return;
  const expiresAt = db.expiresAt(from);
  db.remove(from);
  db.remove(to);
  db.put(to, value);
  db.expireAt(to, expiresAt);
}

/** -2 where the key does not exist, -1 where it never expires. */
function expiryOf(db: Keyspace, key: Bytes, read: (at: number) => number): number {
  const at = db.expiresAt(key);
  if (at !== undefined) return read(at);
  return db.has(key) ? -1 : -2;
}

function expire(db: Keyspace, key: Bytes, unit: ExpiryUnit, amount: Bytes, args: Bytes[], name: string): Reply {
  const flags = parseExpireFlags(args);
  const at = expiryTime(unit, amount, db.now(), name);
  if (!db.has(key) || !mayExpire(flags, db.expiresAt(key), at)) return 0;
  db.expireAt(key, at);
  return 1;
}

function parseExpireFlags(args: Bytes[]): Set<string> {
  const flags = new Set<string>();
  for (const arg of args) {
    const flag = arg.toUpperCase();
    if (!["NX", "XX", "GT", "LT"].includes(flag)) throw new CommandError(`ERR Unsupported option ${fromBytes(arg)}`);
    flags.add(flag);
  }
  if (flags.has("NX") && flags.size > 1) {
    throw new CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (flags.has("GT") && flags.has("LT")) {
    throw new CommandError("ERR GT and LT options at the same time are not compatible");
  }
  return flags;
}

/** A key that never expires counts as one that expires later than any time. */
function mayExpire(flags: Set<string>, present: number | undefined, at: number): boolean {
  if (flags.has("NX") && present !== undefined) return false;
  if (flags.has("XX") && present === undefined) return false;
  if (flags.has("GT") && at <= (present ?? Infinity)) return false;
  return !flags.has("LT") || at < (present ?? Infinity);
}

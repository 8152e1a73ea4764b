import { CommandError } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, growing, pairs } from "./command.ts";
import { addDecimals } from "./decimal.ts";
import type { Keyspace } from "./keyspace.ts";
import { addInt64, parseInt64, parseScore } from "./numbers.ts";
import { Hash } from "./values.ts";

/** Commands on hashes. */
export const hashCommands: CommandTable = {
  hset: growing(-4, ({ db }, key, ...args) => setFields(db, key, pairs("hset", args))),
  hmset: growing(-4, ({ db }, key, ...args) => {
    setFields(db, key, pairs("hmset", args));
    return "OK";
  }),
  hsetnx: growing(4, ({ db }, key, field, value) => {
    const hash = db.open(key, Hash);
    if (hash.has(field)) return 0;
    hash.set(field, value);
    return 1;
  }),
  hget: command(3, ({ db }, key, field) => db.read(key, Hash)?.get(field) ?? null),
  hmget: command(-3, ({ db }, key, ...fields) => {
    const hash = db.read(key, Hash);
    return fields.map((field) => hash?.get(field) ?? null);
  }),
  hgetall: command(2, ({ db }, key) => [...db.read(key, Hash) ?? []].flat()),
  hdel: command(-3, ({ db }, key, ...fields) => {
    const hash = db.edit(key, Hash);
    return fields.filter((field) => hash?.delete(field)).length;
  }),
  hexists: command(3, ({ db }, key, field) => db.read(key, Hash)?.has(field) ? 1 : 0),
  hlen: command(2, ({ db }, key) => db.read(key, Hash)?.size ?? 0),
  hstrlen: command(3, ({ db }, key, field) => db.read(key, Hash)?.get(field)?.length ?? 0),
  hkeys: command(2, ({ db }, key) => [...db.read(key, Hash)?.keys() ?? []]),
  hvals: command(2, ({ db }, key) => [...db.read(key, Hash)?.values() ?? []]),
  hincrby: growing(4, ({ db }, key, field, by) => {
    const amount = parseInt64(by);
    const hash = db.open(key, Hash);
    const sum = addInt64(parseInt64(hash.get(field) ?? "0", "ERR hash value is not an integer"), amount);
    hash.set(field, String(sum));
    return Number(sum);
  }),
  hincrbyfloat: growing(4, ({ db }, key, field, by) => {
    if (!Number.isFinite(parseScore(by))) throw new CommandError("ERR value is NaN or Infinity");
    const hash = db.open(key, Hash);
    const value = hash.get(field) ?? "0";
    parseScore(value, "ERR hash value is not a float");
    const sum = addDecimals(value, by);
    hash.set(field, sum);
    return sum;
  }),
};

/** The number of fields that are new. */
function setFields(db: Keyspace, key: Bytes, fields: [Bytes, Bytes][]): number {
  const hash = db.open(key, Hash);
  const before = hash.size;
  for (const [field, value] of fields) hash.set(field, value);
  return hash.size - before;
}

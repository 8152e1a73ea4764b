import { CommandError, type Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { type CommandTable, growing } from "./command.ts";
import { addDecimals } from "./decimal.ts";
import type { Keyspace } from "./keyspace.ts";
import { addInt64, INT64_MIN, parseInt64 } from "./numbers.ts";

/** Commands that count in a string. They keep the key's expiry. */
export const counterCommands: CommandTable = {
  incr: growing(2, ({ db }, key) => increment(db, key, 1n)),
  decr: growing(2, ({ db }, key) => increment(db, key, -1n)),
  incrby: growing(3, ({ db }, key, by) => increment(db, key, parseInt64(by))),
  decrby: growing(3, ({ db }, key, by) => {
    const amount = parseInt64(by);
    if (amount === INT64_MIN) throw new CommandError("ERR decrement would overflow");
    return increment(db, key, -amount);
  }),
  incrbyfloat: growing(3, ({ db }, key, by) => {
    const sum = addDecimals(db.text(key) ?? "0", by);
    db.put(key, sum);
    return sum;
  }),
};

function increment(db: Keyspace, key: Bytes, by: bigint): Reply {
  const sum = addInt64(parseInt64(db.text(key) ?? "0"), by);
  db.put(key, String(sum));
  return Number(sum);
}

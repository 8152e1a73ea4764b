import { CommandError, type Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, growing, syntaxError, wrongArity } from "./command.ts";
import type { Keyspace } from "./keyspace.ts";
import { parseCount, parseIndex } from "./numbers.ts";
import { sliceOf } from "./ranges.ts";
import { List } from "./values.ts";

/** Commands on lists. */
export const listCommands: CommandTable = {
  lpush: growing(-3, ({ db }, key, ...items) => push(db.open(key, List), "LEFT", items)),
  rpush: growing(-3, ({ db }, key, ...items) => push(db.open(key, List), "RIGHT", items)),
  lpushx: growing(-3, ({ db }, key, ...items) => push(db.edit(key, List), "LEFT", items)),
  rpushx: growing(-3, ({ db }, key, ...items) => push(db.edit(key, List), "RIGHT", items)),
  lpop: command(-2, ({ db }, key, ...count) => popSome(db, key, "LEFT", count, "lpop")),
  rpop: command(-2, ({ db }, key, ...count) => popSome(db, key, "RIGHT", count, "rpop")),
  llen: command(2, ({ db }, key) => db.read(key, List)?.size ?? 0),
  lindex: command(3, ({ db }, key, index) => {
    const list = db.read(key, List);
    return list ? list.items.at(parseIndex(index)) ?? null : null;
  }),
  lrange: command(4, ({ db }, key, first, last) => {
    const [from, to] = [parseIndex(first), parseIndex(last)];
    const items = db.read(key, List)?.items ?? [];
    const { start, end } = sliceOf(items.length, from, to);
    return items.slice(start, end);
  }),
  lset: growing(4, ({ db }, key, position, item) => {
    const list = db.edit(key, List);
    if (!list) throw new CommandError("ERR no such key");
    const index = parseIndex(position);
    if (index >= list.size || index < -list.size) throw new CommandError("ERR index out of range");
    list.splice(index, 1, item);
    return "OK";
  }),
  linsert: growing(5, ({ db }, key, where, pivot, item) => insert(db, key, where, pivot, item)),
  lrem: command(4, ({ db }, key, count, item) => removeEqual(db, key, parseIndex(count), item)),
  ltrim: command(4, ({ db }, key, first, last) => {
    const [from, to] = [parseIndex(first), parseIndex(last)];
    const list = db.edit(key, List);
    const { start, end } = sliceOf(list?.size ?? 0, from, to);
    list?.splice(end, list.size - end);
    list?.splice(0, start);
    return "OK";
  }),
  lmove: growing(5, ({ db }, from, to, source, target) => move(db, from, to, parseSide(source), parseSide(target))),
  rpoplpush: growing(3, ({ db }, from, to) => move(db, from, to, "RIGHT", "LEFT")),
};

type Db = Keyspace;
type Side = "LEFT" | "RIGHT";

function parseSide(word: Bytes): Side {
  const side = word.toUpperCase();
  if (side !== "LEFT" && side !== "RIGHT") throw syntaxError();
  return side;
}

function push(list: List | undefined, side: Side, items: Bytes[]): number {
  if (!list) return 0;
  if (side === "LEFT") list.splice(0, 0, ...items.toReversed());
  else list.splice(list.size, 0, ...items);
  return list.size;
}

/** Up to `count` items, in the order in which they leave the list. */
function pop(list: List, side: Side, count: number): Bytes[] {
  if (side === "LEFT") return list.splice(0, count);
  return list.splice(Math.max(0, list.size - count), count).reverse();
}

function popSome(db: Keyspace, key: Bytes, side: Side, [countText, ...rest]: Bytes[], commandName: string): Reply {
  if (rest.length > 0) throw wrongArity(commandName);
  const count = countText === undefined ? undefined : parseCount(countText);
  const list = db.edit(key, List);
  if (!list) return null;
  return count === undefined ? pop(list, side, 1)[0] ?? null : pop(list, side, count);
}

function insert(db: Keyspace, key: Bytes, where: Bytes, pivot: Bytes, item: Bytes): number {
  const side = where.toUpperCase();
  if (side !== "BEFORE" && side !== "AFTER") throw syntaxError();
  const list = db.edit(key, List);
  if (!list) return 0;
  const index = list.items.indexOf(pivot);
  if (index < 0) return -1;
  list.splice(side === "AFTER" ? index + 1 : index, 0, item);
  return list.size;
}

/** Removes the first `count` items equal to this one; the last where negative; all where zero. */
function removeEqual(db: Keyspace, key: Bytes, count: number, item: Bytes): number {
  const list = db.edit(key, List);
  if (!list) return 0;
  const places = list.items.keys().filter((i) => list.items[i] === item).toArray();
  const chosen = count === 0 ? places : count > 0 ? places.slice(0, count) : places.slice(count);
  for (const place of chosen.reverse()) list.splice(place, 1);
  return chosen.length;
}

function move(db: Keyspace, from: Bytes, to: Bytes, source: Side, target: Side): Reply {
  const list = db.edit(from, List);
  if (!list) return null;
  db.read(to, List);
  const [item] = pop(list, source, 1);
  push(db.open(to, List), target, [item!]);
  return item!;
}

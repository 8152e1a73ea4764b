import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, growing } from "./command.ts";
import type { Keyspace } from "./keyspace.ts";
import { Members } from "./values.ts";

/** Commands on sets. */
export const setCommands: CommandTable = {
  sadd: growing(-3, ({ db }, key, ...members) => {
    const set = db.open(key, Members);
    const before = set.size;
    for (const member of members) set.add(member);
    return set.size - before;
  }),
  srem: command(-3, ({ db }, key, ...members) => {
    const set = db.edit(key, Members);
    return members.filter((member) => set?.delete(member)).length;
  }),
  smembers: command(2, ({ db }, key) => [...db.read(key, Members) ?? []]),
  sismember: command(3, ({ db }, key, member) => db.read(key, Members)?.has(member) ? 1 : 0),
  smismember: command(-3, ({ db }, key, ...members) => {
    const set = db.read(key, Members);
    return members.map((member) => set?.has(member) ? 1 : 0);
  }),
  scard: command(2, ({ db }, key) => db.read(key, Members)?.size ?? 0),
  smove: growing(4, ({ db }, from, to, member) => {
    const source = db.edit(from, Members);
    if (!source) return 0;
    const target = db.edit(to, Members);
    if (!source.has(member)) return 0;
    source.delete(member);
    (target ?? db.open(to, Members)).add(member);
    return 1;
  }),
  sinter: command(-2, ({ db }, ...keys) => combine(db, keys, (a, b) => a.intersection(b))),
  sunion: command(-2, ({ db }, ...keys) => combine(db, keys, (a, b) => a.union(b))),
  sdiff: command(-2, ({ db }, ...keys) => combine(db, keys, (a, b) => a.difference(b))),
};

type Combination = (a: Set<Bytes>, b: ReadonlySet<Bytes>) => Set<Bytes>;

function combine(db: Keyspace, keys: Bytes[], combination: Combination): Bytes[] {
  const [first, ...others] = keys.map((key) => db.read(key, Members) ?? new Set<Bytes>());
  return [...others.reduce<Set<Bytes>>(combination, new Set(first))];
}

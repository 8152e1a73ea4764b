import { CommandError, type Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, growing, syntaxError } from "./command.ts";
import type { Keyspace } from "./keyspace.ts";
import { formatScore, parseCount, parseScore } from "./numbers.ts";
import { SortedSet } from "./sorted_set.ts";

/** Commands on single members of sorted sets. */
export const sortedSetCommands: CommandTable = {
  zadd: growing(-4, ({ db }, key, ...args) => add(db, key, args)),
  zincrby: growing(4, ({ db }, key, by, member) => add(db, key, ["INCR", by, member])),
  zrem: command(-3, ({ db }, key, ...members) => {
    const set = db.edit(key, SortedSet);
    return members.filter((member) => set?.delete(member)).length;
  }),
  zscore: command(3, ({ db }, key, member) => scoreReply(db.read(key, SortedSet)?.score(member))),
  zmscore: command(-3, ({ db }, key, ...members) => {
    const set = db.read(key, SortedSet);
    return members.map((member) => scoreReply(set?.score(member)));
  }),
  zcard: command(2, ({ db }, key) => db.read(key, SortedSet)?.size ?? 0),
  zrank: command(3, ({ db }, key, member) => db.read(key, SortedSet)?.rank(member) ?? null),
  zrevrank: command(3, ({ db }, key, member) => {
    const set = db.read(key, SortedSet);
    const rank = set?.rank(member);
    return set && rank !== undefined ? set.size - 1 - rank : null;
  }),
  zpopmin: command(-2, ({ db }, key, ...count) => popEnd(db, key, "min", count)),
  zpopmax: command(-2, ({ db }, key, ...count) => popEnd(db, key, "max", count)),
};

function scoreReply(score: number | undefined): Reply {
  return score === undefined ? null : formatScore(score);
}

function popEnd(db: Keyspace, key: Bytes, end: "min" | "max", [countText, ...rest]: Bytes[]): Reply {
  if (rest.length > 0) throw syntaxError();
  const count = countText === undefined ? 1 : parseCount(countText);
  const set = db.edit(key, SortedSet);
  if (!set) return [];
  const popped = end === "min"
    ? set.deleteRanks(0, count)
    : set.deleteRanks(Math.max(0, set.size - count), set.size).reverse();
  return popped.flatMap(({ member, score }) => [member, formatScore(score)]);
}

const ADD_FLAGS = ["NX", "XX", "GT", "LT", "CH", "INCR"];

function add(db: Keyspace, key: Bytes, args: Bytes[]): Reply {
  const firstScore = args.findIndex((arg) => !ADD_FLAGS.includes(arg.toUpperCase()));
  const flags = new Set(args.slice(0, firstScore).map((arg) => arg.toUpperCase()));
  const scores = parseScores(args.slice(firstScore), flags);
  const set = db.open(key, SortedSet);
  if (flags.has("INCR")) return scoreReply(increase(set, scores[0]!, flags));
  let added = 0, changed = 0;
  for (const { member, score } of scores) {
    const old = set.score(member);
    if (!mayAdd(flags, old, score) || old === score) continue;
    set.set(member, score);
    if (old === undefined) added++;
    else changed++;
  }
  return flags.has("CH") ? added + changed : added;
}

function parseScores(args: Bytes[], flags: Set<string>): { member: Bytes; score: number }[] {
  if (args.length === 0 || args.length % 2 !== 0) throw syntaxError();
  if (flags.has("NX") && flags.has("XX")) {
    throw new CommandError("ERR XX and NX options at the same time are not compatible");
  }
  if ([flags.has("NX"), flags.has("GT"), flags.has("LT")].filter(Boolean).length > 1) {
    throw new CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (flags.has("INCR") && args.length > 2) {
    throw new CommandError("ERR INCR option supports a single increment-element pair");
  }
  return Array.from({ length: args.length / 2 }, (_, i) => {
    return { score: parseScore(args[2 * i]!), member: args[2 * i + 1]! };
  });
}

/** The new score, or undefined where the flags forbid the change. */
function increase(set: SortedSet, by: { member: Bytes; score: number }, flags: Set<string>): number | undefined {
  const old = set.score(by.member);
  const score = old === undefined ? by.score : old + by.score;
  if (flags.has("NX") ? old !== undefined : flags.has("XX") && old === undefined) return undefined;
  if (Number.isNaN(score)) throw new CommandError("ERR resulting score is not a number (NaN)");
  if (!mayAdd(flags, old, score)) return undefined;
  set.set(by.member, score);
  return score;
}

function mayAdd(flags: Set<string>, old: number | undefined, score: number): boolean {
  if (old === undefined) return !flags.has("XX");
  if (flags.has("NX")) return false;
  return !(flags.has("GT") && score <= old) && !(flags.has("LT") && score >= old);
}

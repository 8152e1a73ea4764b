import { CommandError, type Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, syntaxError } from "./command.ts";
import type { Keyspace } from "./keyspace.ts";
import { formatScore, parseIndex, parseScore } from "./numbers.ts";
import { type Slice, sliceOf } from "./ranges.ts";
import { type Bound, type Scored, SortedSet } from "./sorted_set.ts";

/** Commands on ranges of sorted sets, by rank and by score. */
export const sortedSetRangeCommands: CommandTable = {
  zrange: command(-4, ({ db }, key, first, last, ...options) => range(db, key, first, last, options)),
  zrevrange: command(-4, ({ db }, key, first, last, ...options) => {
    return range(db, key, first, last, ["REV", ...only(options, ["WITHSCORES"])]);
  }),
  zrangebyscore: command(-4, ({ db }, key, min, max, ...options) => {
    return range(db, key, min, max, ["BYSCORE", ...only(options, ["WITHSCORES", "LIMIT"])]);
  }),
  zrevrangebyscore: command(-4, ({ db }, key, max, min, ...options) => {
    return range(db, key, max, min, ["BYSCORE", "REV", ...only(options, ["WITHSCORES", "LIMIT"])]);
  }),
  zcount: command(4, ({ db }, key, min, max) => {
    const bounds = parseBounds(min, max);
    const slice = db.read(key, SortedSet)?.ranksWithin(...bounds);
    return slice ? slice.end - slice.start : 0;
  }),
  zremrangebyscore: command(4, ({ db }, key, min, max) => {
    const bounds = parseBounds(min, max);
    return removeRange(db, key, (set) => set.ranksWithin(...bounds));
  }),
  zremrangebyrank: command(4, ({ db }, key, first, last) => {
    const [from, to] = [parseIndex(first), parseIndex(last)];
    return removeRange(db, key, (set) => sliceOf(set.size, from, to));
  }),
};

function removeRange(db: Keyspace, key: Bytes, choose: (set: SortedSet) => Slice): number {
  const set = db.edit(key, SortedSet);
  if (!set) return 0;
  const { start, end } = choose(set);
  return set.deleteRanks(start, end).length;
}

function parseBounds(min: Bytes, max: Bytes): [Bound, Bound] {
  return [parseBound(min), parseBound(max)];
}

function parseBound(text: Bytes): Bound {
  const exclusive = text.startsWith("(");
  return { exclusive, score: parseScore(exclusive ? text.slice(1) : text, "ERR min or max is not a float") };
}

interface RangeOptions {
  byScore: boolean;
  reverse: boolean;
  withScores: boolean;
  limit: { offset: number; count: number } | undefined;
}

/** The older commands take fewer options than ZRANGE. */
function only(options: Bytes[], allowed: string[]): Bytes[] {
  const known = ["WITHSCORES", "LIMIT", "BYSCORE", "BYLEX", "REV"].filter((word) => !allowed.includes(word));
  if (options.some((option) => known.includes(option.toUpperCase()))) throw syntaxError();
  return options;
}

function parseRangeOptions(args: Bytes[]): RangeOptions {
  const options: RangeOptions = { byScore: false, reverse: false, withScores: false, limit: undefined };
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!.toUpperCase();
    if (word === "BYSCORE") options.byScore = true;
    else if (word === "REV") options.reverse = true;
    else if (word === "WITHSCORES") options.withScores = true;
    else if (word === "LIMIT" && i + 2 < args.length) {
      options.limit = { offset: parseIndex(args[++i]!), count: parseIndex(args[++i]!) };
    } else if (word === "BYLEX") throw new CommandError("ERR BYLEX is not supported by the in-memory store");
    else throw syntaxError();
  }
  if (options.limit && !options.byScore) {
    throw new CommandError(
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
    );
  }
  return options;
}

function range(db: Keyspace, key: Bytes, first: Bytes, last: Bytes, args: Bytes[]): Reply {
  const options = parseRangeOptions(args);
  const chosen = options.byScore ? byScore(db, key, first, last, options) : byRank(db, key, first, last, options);
  return chosen.flatMap(({ member, score }) => options.withScores ? [member, formatScore(score)] : [member]);
}

function byRank(db: Keyspace, key: Bytes, first: Bytes, last: Bytes, options: RangeOptions): Scored[] {
  const [from, to] = [parseIndex(first), parseIndex(last)];
  const sorted = db.read(key, SortedSet)?.sorted ?? [];
  const { start, end } = sliceOf(sorted.length, from, to);
  return options.reverse
    ? sorted.slice(sorted.length - end, sorted.length - start).reverse()
    : sorted.slice(start, end);
}

function byScore(db: Keyspace, key: Bytes, first: Bytes, last: Bytes, options: RangeOptions): Scored[] {
  const bounds = options.reverse ? parseBounds(last, first) : parseBounds(first, last);
  const set = db.read(key, SortedSet);
  if (!set) return [];
  const { start, end } = set.ranksWithin(...bounds);
  const chosen = set.sorted.slice(start, end);
  if (options.reverse) chosen.reverse();
  if (!options.limit) return chosen;
  const { offset, count } = options.limit;
  if (offset < 0) return [];
  return chosen.slice(offset, count < 0 ? undefined : offset + count);
}

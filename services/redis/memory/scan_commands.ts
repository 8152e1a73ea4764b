import { CommandError, type Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { command, type CommandTable, syntaxError } from "./command.ts";
import { globMatches } from "./glob.ts";
import type { Keyspace } from "./keyspace.ts";
import { formatScore, parseIndex } from "./numbers.ts";
import { SortedSet } from "./sorted_set.ts";
import { Hash, Members, typeName } from "./values.ts";

/** Keys that one SCAN looks at where it names no COUNT. */
const DEFAULT_COUNT = 10;

/**
 * Commands that find keys and elements by pattern. HSCAN, SSCAN and ZSCAN answer in one step, as Redis does for
 * small collections.
 */
export const scanCommands: CommandTable = {
  keys: command(2, ({ db }, pattern) => {
    return db.keys().map(({ key }) => key).filter((key) => globMatches(pattern, key)).toArray();
  }),
  scan: command(-2, ({ db }, cursor, ...options) => scan(db, cursor, options)),
  hscan: command(-3, ({ db }, key, cursor, ...options) => {
    return wholeCollection(cursor, options, db.read(key, Hash), (value) => value);
  }),
  sscan: command(-3, ({ db }, key, cursor, ...options) => {
    return wholeCollection(cursor, options, db.read(key, Members)?.entries(), () => undefined);
  }),
  zscan: command(-3, ({ db }, key, cursor, ...options) => {
    const members = db.read(key, SortedSet)?.sorted.map(({ member, score }): [Bytes, number] => [member, score]);
    return wholeCollection(cursor, options, members, formatScore);
  }),
};

/** The cursor is the id of the last key looked at; ids only grow, so that a key present throughout is found. */
function scan(db: Keyspace, cursorText: Bytes, args: Bytes[]): Reply {
  const cursor = parseCursor(cursorText);
  const { match, count, type } = parseScanOptions(args, true);
  const found: Bytes[] = [];
  let looked = 0, last = 0;
  for (const { key, id, value } of db.keys(cursor)) {
    if (looked === count) return [String(last), found];
    looked++;
    last = id;
    if (globMatches(match, key) && (type === undefined || type === typeName(value))) found.push(key);
  }
  return ["0", found];
}

function wholeCollection<T>(
  cursor: Bytes,
  args: Bytes[],
  elements: Iterable<[Bytes, T]> | undefined,
  second: (value: T) => Bytes | undefined,
): Reply {
  parseCursor(cursor);
  if (!elements) return ["0", []];
  const { match } = parseScanOptions(args, false);
  const found: Bytes[] = [];
  for (const [name, value] of elements) {
    if (!globMatches(match, name)) continue;
    const paired = second(value);
    found.push(name, ...paired === undefined ? [] : [paired]);
  }
  return ["0", found];
}

function parseCursor(text: Bytes): number {
  if (!/^\d{1,20}$/.test(text)) throw new CommandError("ERR invalid cursor");
  return Number(text);
}

function parseScanOptions(args: Bytes[], ofKeys: boolean) {
  const options: { match: Bytes; count: number; type: string | undefined } = {
    match: "*",
    count: DEFAULT_COUNT,
    type: undefined,
  };
  for (let i = 0; i < args.length; i += 2) {
    const [word, value] = [args[i]!.toUpperCase(), args[i + 1]];
    if (value === undefined) throw syntaxError();
    if (word === "MATCH") options.match = value;
    else if (word === "COUNT") options.count = parseIndex(value);
    else if (word === "TYPE" && ofKeys) options.type = value.toLowerCase();
    else throw syntaxError();
    if (options.count < 1) throw syntaxError();
  }
  return options;
}

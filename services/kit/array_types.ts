import type { PostgresType } from "postgres";

/**
 * Arrays of the types that statements use, by the number PostgreSQL gives the array type. The driver would ask each new
 * connection for all types there are, which is one more round trip, and fails where nobody can catch it when the connection
 * is lost just then.
 */
export const ARRAY_TYPES: Record<string, PostgresType> = {
  booleans: arrayType(1000, (text) => text === "t"),
  ints: arrayType(1007, Number),
  bigints: arrayType(1016, BigInt),
  floats: arrayType(1022, Number),
  texts: arrayType(1009, String),
  chars: arrayType(1014, String),
  varchars: arrayType(1015, String),
  uuids: arrayType(2951, String),
  times: arrayType(1185, (text) => new Date(text)),
  documents: arrayType(3807, (text) => JSON.parse(text)),
};

function arrayType(oid: number, parseItem: (text: string) => unknown): PostgresType {
  return {
    to: oid,
    from: [oid],
    serialize: (items: readonly unknown[]) => `{${items.map(quote).join()}}`,
    parse: (text: string) => parse(text, parseItem),
  };
}

function quote(item: unknown): string {
  if (item === null) return "null";
  if (item === undefined) throw new TypeError("Cannot send an array: an item is undefined");
  const text = item instanceof Date
    ? item.toISOString()
    : typeof item === "object"
    ? JSON.stringify(item)
    : String(item);
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

const ITEM = /"((?:[^"\\]|\\.)*)"|([^{},"]+)/gs;

/** Reads `{a,"b c",NULL}`. Statements have no arrays of arrays. */
function parse(text: string, parseItem: (text: string) => unknown): unknown[] {
  return Array.from(text.matchAll(ITEM), ([, quoted, bare]) => {
    if (quoted !== undefined) return parseItem(quoted.replaceAll(/\\(.)/gs, "$1"));
    return bare === "NULL" ? null : parseItem(bare!);
  });
}

import { invalidArgument, type ShopError } from "./errors.ts";

/** An opaque name for the place after the row that has `keys`, in base64url: how lists are paged. */
export function writeCursor(keys: readonly string[]): string {
  return new TextEncoder().encode(JSON.stringify(keys)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * The keys of the row that a page ended with.
 *
 * @param shapes what each key must look like
 * @throws {ShopError} INVALID_ARGUMENT when `writeCursor()` cannot have written it
 */
export function readCursor(cursor: string, ...shapes: RegExp[]): string[] {
  const keys = parse(cursor);
  if (keys.length === shapes.length && shapes.every((shape, i) => shape.test(keys[i]!))) return keys;
  throw foreignCursor();
}

/** The refusal of a cursor that another list, or nobody, gave. */
export function foreignCursor(): ShopError {
  return invalidArgument("Cannot list: the cursor is not of this list", "cursor", "Must be a next_cursor of this list");
}

function parse(cursor: string): string[] {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    const keys: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return Array.isArray(keys) && keys.every((key) => typeof key === "string") ? keys : [];
  } catch {
    return []; // not base64url, UTF-8 or JSON: as wrong as any other wrong cursor
  }
}

import { invalidArgument } from "../errors.ts";

/** Where a page of dead letters ended. */
export interface Cursor {
  diedAt: Date;
  /** Of the last letter; parts those of one millisecond. */
  id: string;
}

const FORM = /^(\d{1,15}) (.+)$/;

/** A cursor as the contract carries it. */
export function writeCursor({ diedAt, id }: Cursor): string {
  return btoa(`${diedAt.getTime()} ${id}`);
}

/** Reads a cursor that `writeCursor()` wrote; undefined for the first page. Anything else fails with INVALID_ARGUMENT. */
export function readCursor(text: string): Cursor | undefined {
  if (text === "") return undefined;
  const [, time, id] = FORM.exec(decode(text)) ?? [];
  if (time !== undefined && id !== undefined) return { diedAt: new Date(Number(time)), id };
  throw invalidArgument("Cannot list: the cursor is not one of ours", "cursor", "Must be a next_cursor of this list");
}

function decode(text: string): string {
  try {
    return atob(text);
  } catch {
    return ""; // not base64, so not one of ours
  }
}

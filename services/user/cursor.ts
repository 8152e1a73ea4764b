import { invalidArgument } from "../kit/errors.ts";

/** Where a page of accounts ended. */
export interface Cursor {
  /** When the last account was made, in microseconds since the epoch: finer than a Date. */
  instant: bigint;
  /** Its id, which parts accounts made at the same instant. */
  id: string;
}

/** Before the newest account: in the year 2286. */
export const FIRST_PAGE: Cursor = { instant: 10n ** 16n - 1n, id: "00000000-0000-0000-0000-000000000000" };

const FORM = /^(\d{1,16}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A cursor as the contract carries it. */
export function writeCursor({ instant, id }: Cursor): string {
  return btoa(`${instant} ${id}`);
}

/** Reads a cursor that `writeCursor()` wrote. Anything else fails with INVALID_ARGUMENT. */
export function readCursor(text: string): Cursor {
  const [, instant, id] = FORM.exec(decode(text)) ?? [];
  if (instant !== undefined && id !== undefined) return { instant: BigInt(instant), id };
  throw invalidArgument("Cannot list: the cursor is not one of ours", "cursor", "Must be a next_cursor of this list");
}

function decode(text: string): string {
  try {
    return atob(text);
  } catch {
    return ""; // not base64, so not one of ours
  }
}

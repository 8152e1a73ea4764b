import { createHash } from "node:crypto";
import { toBinary } from "@bufbuild/protobuf";
import { type ProductFilter, ProductFilterSchema } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { invalidArgument } from "../../kit/errors.ts";
import type { Order } from "./order.ts";

/** What a page belongs to. A cursor of one list does not fit another. */
export interface Listing {
  order: Order;
  filter: ProductFilter | undefined;
  /** Words searched for; empty for a list. */
  words: string[];
}

const DIGEST_LENGTH = 12;
const INTEGER = /^-?\d{1,18}$/;
// deno-lint-ignore no-control-regex -- PostgreSQL has no text with a NUL.
const TEXT = /^[^\u0000]{0,200}$/u;

/** An opaque name for the place after the row that has `keys`, in base64url. */
export function encodeCursor(listing: Listing, keys: string[]): string {
  return new TextEncoder().encode(JSON.stringify([digest(listing, keys), ...keys])).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/**
 * The keys of the row that a page ended with.
 *
 * @throws {ShopError} INVALID_ARGUMENT unless `encodeCursor` made the cursor for the same listing
 */
export function decodeCursor(listing: Listing, cursor: string): string[] {
  const [check, ...keys] = parse(cursor);
  const types = listing.order.columns.map(({ type }) => type === "text" ? TEXT : INTEGER);
  if (
    keys.length === types.length && types.every((type, i) => type.test(keys[i]!)) && check === digest(listing, keys)
  ) {
    return keys;
  }
  throw invalidArgument(
    "Cannot read page: the cursor is not of this list",
    "cursor",
    "must be a next_cursor of the same list",
  );
}

function parse(cursor: string): string[] {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : [];
  } catch {
    return []; // not base64url, UTF-8 or JSON: as wrong as any other wrong cursor
  }
}

/** Tells cursors of other listings and mangled ones apart. It guards against mistakes: a cursor gives no rights. */
function digest({ order, filter, words }: Listing, keys: string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([order.name, words, keys]));
  if (filter) hash.update(toBinary(ProductFilterSchema, filter));
  return hash.digest("base64url").slice(0, DIGEST_LENGTH);
}

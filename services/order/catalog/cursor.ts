import { createHash } from "node:crypto";
import { toBinary } from "@bufbuild/protobuf";
import { type ProductFilter, ProductFilterSchema } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { foreignCursor, readCursor, writeCursor } from "../../kit/cursor.ts";
import type { Order } from "./order.ts";

/** What a page belongs to. A cursor of one list does not fit another. */
export interface Listing {
  order: Order;
  filter: ProductFilter | undefined;
  /** Words searched for; empty for a list. */
  words: string[];
}

const DIGEST_LENGTH = 12;
const DIGEST = /^[\w-]{12}$/;
const INTEGER = /^-?\d{1,18}$/;
// deno-lint-ignore no-control-regex -- PostgreSQL has no text with a NUL.
const TEXT = /^[^\u0000]{0,200}$/u;

/** An opaque name for the place after the row that has `keys`, in base64url. */
export function encodeCursor(listing: Listing, keys: string[]): string {
  return writeCursor([digest(listing, keys), ...keys]);
}

/**
 * The keys of the row that a page ended with.
 *
 * @throws {ShopError} INVALID_ARGUMENT unless `encodeCursor` made the cursor for the same listing
 */
export function decodeCursor(listing: Listing, cursor: string): string[] {
  const types = listing.order.columns.map(({ type }) => type === "text" ? TEXT : INTEGER);
  const [check, ...keys] = readCursor(cursor, DIGEST, ...types);
  if (check !== digest(listing, keys)) throw foreignCursor();
  return keys;
}

/** Tells cursors of other listings and mangled ones apart. It guards against mistakes: a cursor gives no rights. */
function digest({ order, filter, words }: Listing, keys: string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([order.name, words, keys]));
  if (filter) hash.update(toBinary(ProductFilterSchema, filter));
  return hash.digest("base64url").slice(0, DIGEST_LENGTH);
}

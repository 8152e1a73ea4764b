import postgres from "postgres";
import { ErrorCode, fromUnknown, ShopError } from "./errors.ts";

/**
 * Whether an error of a transaction means that the connection or the server went away, so that it may have committed all the
 * same. Any other is an error of a statement or of the code, which undid it all.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return error.severity !== "ERROR";
  return !(error instanceof ShopError) && fromUnknown(error).code === ErrorCode.UNAVAILABLE;
}

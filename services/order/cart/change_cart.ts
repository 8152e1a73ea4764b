import postgres from "postgres";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { noPrice } from "../pricing/no_price.ts";
import { tooManyLines, tooManyUnits } from "./limits.ts";

/** Runs a statement that changes a cart, and says in the contract's words why the database refused. */
export async function changeCart<T>(statement: Promise<T>, sku: string): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    throw error instanceof postgres.PostgresError ? refusal(error, sku) : error;
  }
}

/** The codes are those of the database's cart functions. */
function refusal(error: postgres.PostgresError, sku: string): Error {
  switch (error.code) {
    case "SFKEY":
      return new ShopError(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "Cannot add to cart: the key was used for another request",
      );
    case "SFSKU":
      return new ShopError(ErrorCode.NOT_FOUND, `Cannot put "${sku}" in the cart: it does not exist`);
    case "SFCUR":
      return noPrice(error.detail ?? "", [sku], "sku");
    case "SFLIN":
      return tooManyLines();
    default:
      return error.constraint_name === "cart_lines_quantity_check" ? tooManyUnits(sku) : error;
  }
}

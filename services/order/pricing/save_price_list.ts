import type { SavePriceListRequest } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { checkFields } from "./check_fields.ts";
import { currencyProblem } from "./sellable_currency.ts";

/**
 * Makes a price list for a currency, unless it is there.
 *
 * Fails with INVALID_ARGUMENT for a currency in which nothing can be sold, or with ALREADY_EXISTS when the code or the currency
 * belongs to another list.
 */
export async function savePriceList(
  database: Database,
  { code, currencyCode }: SavePriceListRequest,
): Promise<Record<never, never>> {
  checkFields("the price list", [["currency_code", currencyProblem(currencyCode)]]);
  await database`insert into price_lists (code, currency) values (${code}, ${currencyCode}) on conflict do nothing`;
  const [list] = await database`select from price_lists where code = ${code} and currency = ${currencyCode}`;
  if (list) return {};
  throw new ShopError(
    ErrorCode.ALREADY_EXISTS,
    `Cannot save price list "${code}": its code or ${currencyCode} belongs to another`,
  );
}

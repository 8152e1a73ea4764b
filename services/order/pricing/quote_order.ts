import type { MessageInitShape } from "@bufbuild/protobuf";
import type { QuoteOrderRequest, QuoteOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { regionProblem } from "../../kit/regions.ts";
import { readCart } from "../cart/read_cart.ts";
import { money } from "../money.ts";
import { type CartQuote, quoteCart } from "./quote_cart.ts";
import { readTerms } from "./read_terms.ts";
import type { TaxService } from "./tax_service.ts";
import { totalsMessage } from "./totals_message.ts";

/**
 * Says what a guest's cart costs, sent to a place, for each way to send it, cheapest first. Two statements.
 *
 * Fails with COUPON_REFUSED, naming every coupon that does not hold, or with INVALID_ARGUMENT for a region that the country does
 * not have.
 */
export async function quoteOrder(
  database: Database,
  request: QuoteOrderRequest,
  taxService?: TaxService,
): Promise<MessageInitShape<typeof QuoteOrderResponseSchema>> {
  const { guestId, customerId, countryCode, region, coupons } = request;
  // Empty while the shopper has not said it
  const problem = region === "" ? undefined : regionProblem(countryCode, region);
  if (problem) throw invalidArgument(`Cannot quote: "${region}" is no part of the country`, "region", problem);
  const tax = await taxService?.taxFor({ countryCode, region });
  const [cart, terms] = await Promise.all([
    readCart(database, guestId),
    readTerms(database, { guestId, customer: customerId || guestId, countryCode, region, coupons, tax }),
  ]);
  if (cart.currency !== terms.currency) {
    throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot quote: the cart changed its currency meanwhile");
  }
  return { quotes: quoteCart(cart.lines, terms, coupons).map((quote) => quoteMessage(cart.currency, quote)) };
}

function quoteMessage(currency: string, { method, price }: CartQuote) {
  const { code, name, daysMin, daysMax } = method;
  // What promotions take off that is not off the lines is off shipping
  const offShipping = price.promotions.reduce((sum, { amount }) => sum + amount, -price.discount);
  return {
    method: { code, name, daysMin, daysMax, price: money(currency, price.shipping + offShipping) },
    totals: totalsMessage(currency, price),
  };
}

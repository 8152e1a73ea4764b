import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ChooseCurrencyRequest,
  ChooseCurrencyResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { cartMessage } from "../cart/cart_message.ts";
import { openCart } from "../cart/open_cart.ts";
import { readCart } from "../cart/read_cart.ts";
import { noPrice } from "./no_price.ts";

/**
 * Keeps a guest's cart in a currency, making the cart if need be. The prices to remember are those of that currency today.
 *
 * Fails with INVALID_ARGUMENT when the shop does not sell in it, or with WRONG_STATE, naming what has no price in it.
 */
export async function chooseCurrency(
  database: Database,
  { guestId, currencyCode }: ChooseCurrencyRequest,
): Promise<MessageInitShape<typeof ChooseCurrencyResponseSchema>> {
  const cart = await transaction(database, async (tx) => {
    const [cartId, priceList] = await Promise.all([openCart(tx, guestId), priceListIn(tx, currencyCode)]);
    await checkPrices(tx, cartId, priceList, currencyCode);
    await tx`
      with kept as (update carts set price_list = ${priceList} where id = ${cartId} and price_list <> ${priceList} returning id)
      update cart_lines set added_price = amount
      from kept, prices
      where cart_id = kept.id and prices.variant_id = cart_lines.variant_id and prices.price_list = ${priceList}`;
    return await readCart(tx, guestId);
  });
  return { cart: cartMessage(cart) };
}

async function priceListIn(tx: Query, currency: string): Promise<string> {
  const lists = await tx<
    { code: string; currency: string }[]
  >`select code, currency from price_lists order by currency`;
  const list = lists.find((list) => list.currency === currency);
  if (list) return list.code;
  throw invalidArgument(
    `Cannot keep the cart in ${currency}: the shop does not sell in it`,
    "currency_code",
    `Must be one of ${lists.map(({ currency }) => currency).join(", ")}`,
  );
}

async function checkPrices(tx: Query, cartId: bigint, priceList: string, currency: string): Promise<void> {
  const without = await tx<{ sku: string }[]>`
    select sku from cart_lines
    join variants on variants.id = variant_id
    where cart_id = ${cartId} and not exists (
      select from prices where prices.variant_id = cart_lines.variant_id and price_list = ${priceList}
    )
    order by cart_lines.id`;
  if (without.length > 0) throw noPrice(currency, without.map(({ sku }) => sku), "currency_code");
}

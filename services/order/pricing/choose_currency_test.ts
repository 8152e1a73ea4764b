import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  AddToCartRequestSchema,
  CartSchema,
  GetCartRequestSchema,
  SetCartLineRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { ChooseCurrencyRequestSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { addToCart } from "../cart/add_to_cart.ts";
import { getCart } from "../cart/get_cart.ts";
import { setCartLine } from "../cart/set_cart_line.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, type TestShop, testShop } from "../testing/fixture.ts";
import { chooseCurrency } from "./choose_currency.ts";
import { listCurrencies } from "./list_currencies.ts";

/** A shop with mugs at 10.00 pounds or 12.00 euros, and jugs for pounds alone. */
async function shopWithEuro(): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n });
  await addVariant(shop.database, { sku: "JUG", price: 2000n });
  await shop.database`insert into price_lists (code, currency) values ('euro', 'EUR')`;
  await shop.database`
    insert into prices (price_list, variant_id, amount) select 'euro', id, 1200 from variants where sku = 'MUG'`;
  return shop;
}

async function add(database: Database, guestId: string, sku: string) {
  const request = { guestId, sku, quantity: 2, idempotencyKey: crypto.randomUUID() };
  await addToCart(database, create(AddToCartRequestSchema, request));
  return create(CartSchema, (await getCart(database, create(GetCartRequestSchema, { guestId }))).cart);
}

async function choose(database: Database, guestId: string, currencyCode: string) {
  const request = create(ChooseCurrencyRequestSchema, { guestId, currencyCode });
  return create(CartSchema, (await chooseCurrency(database, request)).cart);
}

Deno.test("chooseCurrency() keeps a cart in a currency, with the prices it has there", async () => {
  await using shop = await shopWithEuro();
  const guest = crypto.randomUUID();
  await add(shop.database, guest, "MUG");
  const cart = await choose(shop.database, guest, "EUR");
  assert.deepEqual([cart.subtotal?.currencyCode, cart.subtotal?.minorUnits], ["EUR", 2400n]);
  assert.equal(cart.lines[0]?.addedPrice?.minorUnits, 1200n);
  const more = await add(shop.database, guest, "MUG");
  assert.equal(more.subtotal?.minorUnits, 4800n);
  assert.equal((await choose(shop.database, guest, "GBP")).subtotal?.minorUnits, 4000n);
});

Deno.test("chooseCurrency() makes a cart, so that it may come before the first thing", async () => {
  await using shop = await shopWithEuro();
  const guest = crypto.randomUUID();
  assert.equal((await choose(shop.database, guest, "EUR")).subtotal?.currencyCode, "EUR");
  assert.equal((await add(shop.database, guest, "MUG")).subtotal?.minorUnits, 2400n);
});

Deno.test("chooseCurrency() again changes nothing, and not the prices when things were put in", async () => {
  await using shop = await shopWithEuro();
  const guest = crypto.randomUUID();
  await add(shop.database, guest, "MUG");
  await shop.database`update prices set amount = 1100 where price_list = 'default'`;
  const cart = await choose(shop.database, guest, "GBP");
  assert.deepEqual([cart.lines[0]?.unitPrice?.minorUnits, cart.lines[0]?.addedPrice?.minorUnits], [1100n, 1000n]);
});

Deno.test("a cart refuses a currency, and things, for which there is no price", async () => {
  await using shop = await shopWithEuro();
  const guest = crypto.randomUUID();
  for (const sku of ["MUG", "JUG"]) await add(shop.database, guest, sku);
  await assert.rejects(choose(shop.database, guest, "EUR"), (error) => {
    assert.ok(error instanceof ShopError && error.code === ErrorCode.WRONG_STATE);
    assert.deepEqual(error.details.violations, [{ field: "currency_code", description: '"JUG" has no price in EUR' }]);
    return true;
  });
  await assert.rejects(
    choose(shop.database, guest, "USD"),
    failsWith(ErrorCode.INVALID_ARGUMENT, "currency_code"),
  );
  const other = crypto.randomUUID();
  await choose(shop.database, other, "EUR");
  await assert.rejects(add(shop.database, other, "JUG"), failsWith(ErrorCode.WRONG_STATE, "sku"));
  const line = create(SetCartLineRequestSchema, { guestId: other, sku: "JUG", quantity: 1 });
  await assert.rejects(setCartLine(shop.database, line), failsWith(ErrorCode.WRONG_STATE, "sku"));
});

Deno.test("a cart never holds what has no price in its currency, also when both are chosen at once", async () => {
  await using shop = await shopWithEuro();
  const guests = Array.from({ length: 20 }, () => crypto.randomUUID());
  for (const guest of guests) await add(shop.database, guest, "MUG");
  await Promise.allSettled(
    guests.flatMap((guest) => [add(shop.database, guest, "JUG"), choose(shop.database, guest, "EUR")]),
  );
  const unpriced = await shop.database`
    select from carts join cart_lines on cart_id = carts.id
    where not exists (
      select from prices where prices.variant_id = cart_lines.variant_id and prices.price_list = carts.price_list
    )`;
  assert.equal(unpriced.length, 0);
});

Deno.test("listCurrencies() begins with that of the catalogue", async () => {
  await using shop = await shopWithEuro();
  assert.deepEqual((await listCurrencies(shop.database)).currencyCodes, ["GBP", "EUR"]);
});

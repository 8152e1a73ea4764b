import assert from "node:assert/strict";
import type { Database } from "../../kit/database.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { addOrder } from "../payments/testing/add_order.ts";
import { readTerms, type TermsQuestion } from "./read_terms.ts";
import { addPromotion } from "./testing/add_promotion.ts";
import type { Terms } from "./terms.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";

function read(database: Database, changes: Partial<TermsQuestion> = {}): Promise<Terms> {
  const question = { guestId: GUEST, customer: GUEST, countryCode: "GB", region: "", coupons: [], ...changes };
  return readTerms(database, question);
}

async function keepCartIn(database: Database, currency: string): Promise<void> {
  await database`insert into price_lists (code, currency) values (${currency.toLowerCase()}, ${currency})`;
  await database`insert into carts (guest_id, price_list) values (${GUEST}, ${currency.toLowerCase()})`;
}

Deno.test("readTerms() gives the ways to send to a country, with their bands, in the currency of the cart", async () => {
  await using shop = await testShop();
  const { currency, methods } = await read(shop.database);
  assert.equal(currency, "GBP");
  assert.deepEqual(methods.map(({ code, price, freeFrom }) => [code, price, freeFrom]), [
    ["express", 795n, null],
    ["standard", 395n, 5000n],
  ]);
  assert.deepEqual(methods[1], {
    code: "standard",
    name: "Standard",
    price: 395n,
    freeFrom: 5000n,
    daysMin: 2,
    daysMax: 4,
    bands: [{ maxGrams: 2000, price: 395n }, { maxGrams: 10000, price: 790n }, { maxGrams: 20000, price: 1185n }],
  });
  await keepCartIn(shop.database, "EUR");
  const inEuro = await read(shop.database);
  assert.equal(inEuro.currency, "EUR");
  assert.deepEqual(inEuro.methods.map(({ code, price }) => [code, price]), [["express", 945n], ["standard", 495n]]);
  assert.deepEqual((await read(shop.database, { countryCode: "AQ" })).methods, []);
});

Deno.test("every country that the shop sends to has a method in each currency, and its tax", async () => {
  await using shop = await testShop();
  const without = await shop.database`
    select code, currency from shipping_countries, unnest(array['GBP', 'EUR', 'USD']) as currency
    where (zone, currency) not in (select zone, currency::text from shipping_methods)
      or code not in (select country_code from tax_rates)`;
  assert.deepEqual([...without], []);
});

Deno.test("readTerms() gives the tax of the country, or of the part of it that has its own", async () => {
  await using shop = await testShop();
  const tax = async (countryCode: string, region = "") => (await read(shop.database, { countryCode, region })).tax;
  assert.deepEqual(await tax("GB"), { included: true, rates: { standard: 200_000, reduced: 50_000, zero: 0 } });
  assert.deepEqual(await tax("DE", "BY"), { included: true, rates: { standard: 190_000 } });
  assert.deepEqual(await tax("US"), { included: false, rates: { standard: 0, zero: 0 } });
  assert.deepEqual(await tax("US", "NY"), { included: false, rates: { standard: 40_000, zero: 0 } });
  assert.deepEqual(await tax("US", "OR"), { included: false, rates: { standard: 0, zero: 0 } });
  assert.deepEqual(await tax("CA", "ON"), { included: false, rates: { standard: 130_000, zero: 0 } });
  assert.deepEqual(await tax("AQ"), { included: true, rates: {} });
});

Deno.test("readTerms() takes the word of a tax service for that of the table", async () => {
  await using shop = await testShop();
  const tax = { included: false, rates: { standard: 1 } };
  assert.deepEqual((await read(shop.database, { tax })).tax, tax);
});

Deno.test("readTerms() gives promotions that hold now by themselves, in the order in which they apply", async () => {
  await using shop = await testShop();
  await addPromotion(shop.database, { name: "last", priority: 9 });
  await addPromotion(shop.database, {
    name: "first",
    kind: "amount",
    value: 500n,
    currency: "GBP",
    minSubtotal: 2000n,
  });
  await addPromotion(shop.database, { name: "then", kind: "free_shipping", priority: 0, stackable: false });
  await addPromotion(shop.database, { name: "future", startsIn: 1 });
  await addPromotion(shop.database, { name: "past", endsIn: -0.5 });
  await addPromotion(shop.database, { name: "euros", currency: "EUR" });
  await addPromotion(shop.database, { name: "coupon", coupon: "COUPON" });
  const { promotions, refusals } = await read(shop.database);
  assert.deepEqual(refusals, []);
  assert.deepEqual(promotions.map(({ id: _, ...promotion }) => promotion), [
    promotion("first", { kind: "amount", value: 500n, minSubtotal: 2000n }),
    promotion("then", { kind: "free_shipping", value: 0n, stackable: false }),
    promotion("last", {}),
  ]);
});

function promotion(name: string, changes: Partial<Terms["promotions"][number]>) {
  const plain = { coupon: null, kind: "percent", value: 100_000n, categoryIds: null, minSubtotal: 0n, stackable: true };
  return { name, ...plain, ...changes };
}

Deno.test("readTerms() finds coupons however they are typed, and says why one does not hold", async () => {
  await using shop = await testShop();
  await addPromotion(shop.database, { name: "good", coupon: "Good-10" });
  await addPromotion(shop.database, { coupon: "FUTURE", startsIn: 1 });
  await addPromotion(shop.database, { coupon: "PAST", endsIn: -0.5 });
  await addPromotion(shop.database, { coupon: "EURO", currency: "EUR" });
  const usedUp = await addPromotion(shop.database, { coupon: "USEDUP", maxRedemptions: 1 });
  await shop.database`update promotions set redeemed = 1 where id = ${usedUp}`;
  const once = await addPromotion(shop.database, { coupon: "ONCE", maxPerCustomer: 1 });
  const { id: orderId } = await addOrder(shop.database);
  await shop.database`
    insert into redemptions (promotion_id, order_id, customer, amount) values (${once}, ${orderId}, ${GUEST}, 1)`;
  const coupons = [" good-10", "future", "past", "euro", "usedup", "once", "nope", "no\0pe", "Good 10"];
  const { promotions, refusals } = await read(shop.database, { coupons });
  assert.deepEqual(promotions.map(({ name }) => name), ["good"]);
  assert.deepEqual(refusals.map(({ coupon, why }) => [coupon, why]), [
    ["future", "not_started"],
    ["past", "ended"],
    ["euro", "other_currency"],
    ["usedup", "used_up"],
    ["once", "used_before"],
    ["nope", "unknown"],
    ["no\0pe", "unknown"],
    ["Good 10", "unknown"],
  ]);
  assert.deepEqual((await read(shop.database, { coupons: ["once"], customer: "other" })).refusals, []);
  await shop.database`update redemptions set released_at = now()`;
  assert.deepEqual((await read(shop.database, { coupons: ["once"] })).refusals, []);
});

Deno.test("readTerms() gives the category of a promotion with all below it", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const [all, home, mugs] = await shop.database<{ id: bigint }[]>`
    with home as (insert into categories (slug, name) values ('home', 'Home') returning id),
      kitchen as (insert into categories (slug, name, parent_id) select 'kitchen', 'Kitchen', id from home returning id),
      mugs as (insert into categories (slug, name, parent_id) select 'mugs', 'Mugs', id from kitchen returning id)
    select id from categories where slug = 'all' union all select id from home union all select id from mugs`;
  await addPromotion(shop.database, { category: "home" });
  const [promotion] = (await read(shop.database)).promotions;
  assert.equal(promotion?.categoryIds?.length, 3);
  assert.ok(promotion.categoryIds.includes(home!.id) && promotion.categoryIds.includes(mugs!.id));
  assert.ok(!promotion.categoryIds.includes(all!.id));
});

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  ListShippingMethodsRequestSchema,
  ListShippingMethodsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Database } from "../../kit/database.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add } from "../testing/shopper.ts";
import { listShippingMethods } from "./list_shipping_methods.ts";

async function list(database: Database, guestId: string, countryCode: string): Promise<string[]> {
  const request = create(ListShippingMethodsRequestSchema, { guestId, countryCode });
  const { methods } = create(ListShippingMethodsResponseSchema, await listShippingMethods(database, request));
  return methods.map(({ code, price, daysMin, daysMax }) =>
    `${code} ${price?.minorUnits} ${price?.currencyCode} ${daysMin}-${daysMax}`
  );
}

Deno.test("listShippingMethods() lists what serves a country, cheapest first, free from a subtotal on", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 2500n });
  const guest = crypto.randomUUID();
  await add(shop.database, guest, "MUG");
  assert.deepEqual(await list(shop.database, guest, "GB"), ["standard 395 GBP 2-4", "express 795 GBP 1-1"]);
  await add(shop.database, guest, "MUG");
  assert.deepEqual(await list(shop.database, guest, "GB"), ["standard 0 GBP 2-4", "express 795 GBP 1-1"]);
  assert.deepEqual(await list(shop.database, guest, "FR"), ["tracked 995 GBP 4-7", "express 1995 GBP 2-3"]);
  assert.deepEqual(await list(shop.database, guest, "US"), ["tracked 1495 GBP 6-10"]);
});

Deno.test("listShippingMethods() lists none for a country that the shop does not send to", async () => {
  await using shop = await testShop();
  assert.deepEqual(await list(shop.database, crypto.randomUUID(), "AQ"), []);
});

Deno.test("every country that the shop sends to has a method", async () => {
  await using shop = await testShop();
  const without = await shop.database`
    select code from shipping_countries where zone not in (select zone from shipping_methods)`;
  assert.deepEqual([...without], []);
});

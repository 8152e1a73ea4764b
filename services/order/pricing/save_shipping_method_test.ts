import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type SaveShippingMethodRequest,
  SaveShippingMethodRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { readTerms } from "./read_terms.ts";
import { saveShippingMethod } from "./save_shipping_method.ts";

type Changes = Exclude<MessageInitShape<typeof SaveShippingMethodRequestSchema>, SaveShippingMethodRequest>;

const POST: Changes = {
  zone: "GB",
  code: "post",
  currencyCode: "GBP",
  name: "Post",
  minorUnits: 200n,
  daysMin: 2,
  daysMax: 5,
};

async function save(database: Database, changes: Changes = {}): Promise<void> {
  await saveShippingMethod(database, create(SaveShippingMethodRequestSchema, { ...POST, ...changes }));
}

async function methodOf(database: Database, code: string) {
  const guestId = crypto.randomUUID();
  const question = { guestId, customer: guestId, countryCode: "GB", region: "", coupons: [] };
  return (await readTerms(database, question)).methods.find((method) => method.code === code);
}

Deno.test("saveShippingMethod() makes a method and changes all of it", async () => {
  await using shop = await testShop();
  await save(shop.database, {
    freeFrom: 3000n,
    bands: [{ maxGrams: 500, minorUnits: 100n }, { maxGrams: 1000, minorUnits: 200n }],
  });
  const made = { code: "post", name: "Post", price: 200n, freeFrom: 3000n, daysMin: 2, daysMax: 5 };
  assert.deepEqual(await methodOf(shop.database, "post"), {
    ...made,
    bands: [{ maxGrams: 500, price: 100n }, { maxGrams: 1000, price: 200n }],
  });
  await save(shop.database, { minorUnits: 250n });
  assert.deepEqual(await methodOf(shop.database, "post"), { ...made, price: 250n, freeFrom: null, bands: [] });
});

Deno.test("saveShippingMethod() names the fields at fault, and changes nothing", async () => {
  await using shop = await testShop();
  const cases: [Changes, string[]][] = [
    [{ zone: "MOON" }, ["zone"]],
    [{ currencyCode: "RSD" }, ["currency_code"]],
    [{ daysMin: 6 }, ["days_max"]],
    [{ bands: [{ maxGrams: 500, minorUnits: 1n }, { maxGrams: 500, minorUnits: 2n }] }, ["bands[1].max_grams"]],
  ];
  for (const [changes, fields] of cases) {
    await assert.rejects(save(shop.database, changes), failsWith(ErrorCode.INVALID_ARGUMENT, ...fields));
  }
  assert.equal(await methodOf(shop.database, "post"), undefined);
});

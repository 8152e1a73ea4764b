import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { SaveTaxRatesRequestSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { readTerms } from "./read_terms.ts";
import { saveTaxRates } from "./save_tax_rates.ts";

type Rate = [region: string, taxClass: string, ratePpm: number];

async function save(database: Database, countryCode: string, rates: Rate[], pricesIncludeTax = true): Promise<void> {
  await saveTaxRates(
    database,
    create(SaveTaxRatesRequestSchema, {
      countryCode,
      pricesIncludeTax,
      rates: rates.map(([region, taxClass, ratePpm]) => ({ region, taxClass, ratePpm, name: "Tax" })),
    }),
  );
}

async function taxOf(database: Database, countryCode: string, region = "") {
  const guestId = crypto.randomUUID();
  return (await readTerms(database, { guestId, customer: guestId, countryCode, region, coupons: [] })).tax;
}

Deno.test("saveTaxRates() sets all rates of a country, new or not", async () => {
  await using shop = await testShop();
  await save(shop.database, "GB", [["", "standard", 175_000], ["", "books", 0]]);
  assert.deepEqual(await taxOf(shop.database, "GB"), { included: true, rates: { standard: 175_000, books: 0 } });
  await save(shop.database, "IN", [["", "standard", 180_000], ["KA", "standard", 90_000]], false);
  assert.deepEqual(await taxOf(shop.database, "IN", "KA"), { included: false, rates: { standard: 90_000 } });
  await save(shop.database, "GB", []);
  assert.deepEqual(await taxOf(shop.database, "GB"), { included: true, rates: {} });
});

Deno.test("saveTaxRates() names the rates at fault, and changes nothing", async () => {
  await using shop = await testShop();
  const before = await taxOf(shop.database, "US", "NY");
  const cases: [Rate[], string[]][] = [
    [[["NY", "standard", 1]], ["rates"]],
    [[["", "standard", 1], ["XX", "standard", 1]], ["rates[1]"]],
    [[["", "standard", 1], ["NY", "books", 1], ["NY", "books", 2]], ["rates[2]"]],
  ];
  for (const [rates, fields] of cases) {
    await assert.rejects(save(shop.database, "US", rates), failsWith(ErrorCode.INVALID_ARGUMENT, ...fields));
  }
  assert.deepEqual(await taxOf(shop.database, "US", "NY"), before);
});

Deno.test("saveTaxRates() by many at once leaves the rates of one of them", async () => {
  await using shop = await testShop();
  await Promise.all(
    [1, 2, 3, 4, 5].map((rate) => save(shop.database, "GB", [["", "standard", rate], ["", "books", rate]])),
  );
  const { rates } = await taxOf(shop.database, "GB");
  assert.equal(rates.standard, rates.books);
  assert.equal(Object.keys(rates).length, 2);
});

import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { SetTaxAndWeightRequestSchema, TaxAndWeightSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, type TestShop, testShop } from "../testing/fixture.ts";
import { setTaxAndWeight } from "./set_tax_and_weight.ts";

/** A shop with a mug in two colours, and a book. */
async function shopWithThree(): Promise<TestShop> {
  const shop = await testShop();
  for (const sku of ["MUG", "MUG-2", "BOOK"]) await addVariant(shop.database, { sku });
  await shop.database`
    update variants set product_id = (select id from products where code = 'MUG') where sku = 'MUG-2'`;
  return shop;
}

async function set(database: Database, ...entries: MessageInitShape<typeof TaxAndWeightSchema>[]): Promise<void> {
  await setTaxAndWeight(database, create(SetTaxAndWeightRequestSchema, { entries }));
}

async function facts(database: Database): Promise<string[]> {
  const rows = await database<{ text: string }[]>`
    select concat_ws(' ', sku, weight_grams, tax_class) as text
    from variants join products on products.id = product_id order by variants.id`;
  return rows.map(({ text }) => text);
}

Deno.test("setTaxAndWeight() says what variants weigh and how products are taxed, and leaves the rest", async () => {
  await using shop = await shopWithThree();
  await set(shop.database, { sku: "MUG", weightGrams: 350, taxClass: "reduced" }, { sku: "BOOK", taxClass: "zero" });
  assert.deepEqual(await facts(shop.database), ["MUG 350 reduced", "MUG-2 0 reduced", "BOOK 0 zero"]);
  await set(shop.database, { sku: "MUG", weightGrams: 0 }, { sku: "MUG-2", taxClass: "standard" });
  assert.deepEqual(await facts(shop.database), ["MUG 0 standard", "MUG-2 0 standard", "BOOK 0 zero"]);
});

Deno.test("setTaxAndWeight() says all or nothing, and names the entries at fault", async () => {
  await using shop = await shopWithThree();
  const before = await facts(shop.database);
  const cases: [MessageInitShape<typeof TaxAndWeightSchema>[], string[]][] = [
    [[{ sku: "BOOK", weightGrams: 5 }, { sku: "CUP" }, { sku: "POT" }], ["entries[1].sku", "entries[2].sku"]],
    [[{ sku: "BOOK", weightGrams: 5 }, { sku: "BOOK" }], ["entries[1].sku"]],
    [[{ sku: "BOOK", weightGrams: 5, taxClass: "zer0" }], ["entries[0].tax_class"]],
    [[{ sku: "MUG", taxClass: "zero" }, { sku: "MUG-2", taxClass: "standard" }], ["entries[1].tax_class"]],
  ];
  for (const [entries, fields] of cases) {
    await assert.rejects(set(shop.database, ...entries), failsWith(ErrorCode.INVALID_ARGUMENT, ...fields));
  }
  assert.deepEqual(await facts(shop.database), before);
});

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { GetCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { openDatabase } from "../../kit/database.ts";
import { getCart } from "../cart/get_cart.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";

Deno.test("getCart() and addToCart() take one statement, and placeOrder() twelve, an account's thirteen, besides begin and commit", async () => {
  await using shop = await testShop();
  for (const sku of ["MUG", "JUG"]) await addVariant(shop.database, { sku });
  const statements: string[] = [];
  const onStatement = (statement: string) => statements.push(statement);
  const database = openDatabase(shop.url, { name: "counted", connections: 1, onStatement });
  const guestId = crypto.randomUUID();
  await getCart(database, create(GetCartRequestSchema, { guestId }));
  const counts: number[] = [];
  const counted = async (work: Promise<unknown>) => {
    statements.length = 0;
    await work;
    counts.push(statements.filter((text) => !/^(begin|commit)/.test(text.trim())).length);
  };
  await counted(add(database, guestId, "MUG"));
  await counted(add(database, guestId, "JUG", 2));
  await counted(getCart(database, create(GetCartRequestSchema, { guestId })));
  await counted(place(database, orderRequest(guestId, 3000n + GB_STANDARD)));
  await add(database, guestId, "MUG");
  await counted(place(database, orderRequest(guestId, 1000n + GB_STANDARD, { customerId: crypto.randomUUID() })));
  await database.end();
  assert.deepEqual(counts, [1, 1, 1, 12, 13]);
});

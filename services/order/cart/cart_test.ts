import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  AddToCartRequestSchema,
  type Cart,
  CartSchema,
  GetCartRequestSchema,
  SetCartLineRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { watchStatements } from "../catalog/testing/statements.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, setPrice, testShop } from "../testing/fixture.ts";
import { until } from "../testing/until.ts";
import { addToCart } from "./add_to_cart.ts";
import { getCart } from "./get_cart.ts";
import { lockCart } from "./open_cart.ts";
import { setCartLine } from "./set_cart_line.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";

/** Returns the units in the cart. */
async function add(database: Database, sku: string, quantity = 1, key: string = crypto.randomUUID(), guestId = GUEST) {
  const request = create(AddToCartRequestSchema, { guestId, sku, quantity, idempotencyKey: key });
  return (await addToCart(database, request)).itemCount;
}

async function set(database: Database, sku: string, quantity: number) {
  return cartOf(await setCartLine(database, create(SetCartLineRequestSchema, { guestId: GUEST, sku, quantity })));
}

async function get(database: Database, guestId = GUEST) {
  return cartOf(await getCart(database, create(GetCartRequestSchema, { guestId })));
}

function cartOf(response: { cart?: Parameters<typeof create<typeof CartSchema>>[1] }): Cart {
  return create(CartSchema, response.cart);
}

/** The cart as "sku×quantity" texts. */
function contents(cart: Cart): string[] {
  return cart.lines.map((line) => `${line.sku}×${line.quantity}`);
}

Deno.test("getCart() gives an empty cart in the shop's currency to a guest without one", async () => {
  await using shop = await testShop();
  const cart = await get(shop.database);
  assert.deepEqual(contents(cart), []);
  assert.equal(cart.itemCount, 0);
  assert.equal(cart.subtotal?.currencyCode, "GBP");
  assert.equal(cart.subtotal.minorUnits, 0n);
});

Deno.test("addToCart() makes a cart that getCart() reads, with all that a page shows", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1299n, onHand: 7 });
  await add(shop.database, "MUG", 2);
  const cart = await get(shop.database);
  const [line] = cart.lines;
  assert.ok(line);
  assert.equal(line.title, "Title of MUG");
  assert.equal(line.productSlug, "mug");
  assert.deepEqual(line.optionValues.map(({ name, value }) => ({ name, value })), [{ name: "Colour", value: "Sage" }]);
  assert.equal(line.image?.url, "/images/MUG.svg");
  assert.equal(line.available, 7);
  assert.equal(line.unitPrice?.minorUnits, 1299n);
  assert.equal(line.total?.minorUnits, 2598n);
  assert.equal(cart.subtotal?.minorUnits, 2598n);
  assert.equal(cart.itemCount, 2);
});

Deno.test("a cart keeps its lines in the order in which they were put in", async () => {
  await using shop = await testShop();
  for (const sku of ["A", "B", "C"]) await addVariant(shop.database, { sku });
  for (const sku of ["C", "A", "B", "C"]) await add(shop.database, sku);
  assert.deepEqual(contents(await get(shop.database)), ["C×2", "A×1", "B×1"]);
});

Deno.test("a cart is seen by its own guest alone", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await add(shop.database, "MUG");
  assert.deepEqual(contents(await get(shop.database, crypto.randomUUID())), []);
});

Deno.test("a cart remembers the price when added and shows today's", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n });
  await add(shop.database, "MUG");
  await setPrice(shop.database, "MUG", 1100n);
  const [before] = (await set(shop.database, "MUG", 2)).lines;
  assert.equal(before?.addedPrice?.minorUnits, 1000n);
  assert.equal(before.unitPrice?.minorUnits, 1100n);
  await add(shop.database, "MUG");
  const [after] = (await get(shop.database)).lines;
  assert.equal(after?.addedPrice?.minorUnits, 1100n);
});

Deno.test("addToCart() adds fifty when fifty are added at once", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await addVariant(shop.database, { sku: "JUG" });
  await Promise.all(Array.from({ length: 50 }, (_, index) => add(shop.database, index % 2 ? "MUG" : "JUG")));
  assert.deepEqual(contents(await get(shop.database)).sort(), ["JUG×25", "MUG×25"]);
  const [carts] = await shop.database<{ count: number }[]>`select count(*)::int from carts`;
  assert.equal(carts?.count, 1);
});

Deno.test("addToCart() makes one cart with all fifty lines when fifty are added at once", async () => {
  await using shop = await testShop();
  const skus = Array.from({ length: 50 }, (_, index) => `SKU-${index}`);
  for (const sku of skus) await addVariant(shop.database, { sku });
  const counts = await Promise.all(skus.map((sku) => add(shop.database, sku)));
  assert.deepEqual(contents(await get(shop.database)).sort(), skus.map((sku) => `${sku}×1`).sort());
  // Each was told of all that came before it.
  assert.deepEqual(counts.toSorted((a, b) => a! - b!), skus.map((_, index) => index + 1));
  assert.deepEqual([...await shop.database`select count(*)::int from carts`], [{ count: 1 }]);
});

Deno.test("addToCart() begins a new cart when the one it waits for is ordered meanwhile", async () => {
  await using shop = await testShop();
  for (const sku of ["MUG", "JUG"]) await addVariant(shop.database, { sku });
  await add(shop.database, "MUG");
  const added = await transaction(shop.database, async (tx) => {
    await tx`update carts set ordered_at = now() where id = ${(await lockCart(tx, GUEST))!}`;
    const added = add(shop.database, "JUG");
    const waiting = () =>
      shop.database`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(async () => (await waiting()).length > 0);
    return { added };
  });
  assert.equal(await added.added, 1);
  assert.deepEqual(contents(await get(shop.database)), ["JUG×1"]);
});

Deno.test("addToCart() adds once for a key that is sent ten times at once", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const key = crypto.randomUUID();
  const counts = await Promise.all(Array.from({ length: 10 }, () => add(shop.database, "MUG", 3, key)));
  assert.deepEqual(counts, Array(10).fill(3));
  assert.deepEqual(contents(await get(shop.database)), ["MUG×3"]);
});

Deno.test("addToCart() again, after its cart was ordered, tells of the cart of now and adds nothing", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await add(shop.database, "MUG", 3, "first key");
  await shop.database`update carts set ordered_at = now()`;
  assert.equal(await add(shop.database, "MUG", 3, "first key"), 0);
  assert.equal(await add(shop.database, "MUG", 2, "second key"), 2);
  assert.equal(await add(shop.database, "MUG", 3, "first key"), 2);
});

Deno.test("addToCart() refuses a key that added something else", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await add(shop.database, "MUG", 1, "the same key");
  await assert.rejects(add(shop.database, "MUG", 2, "the same key"), failsWith(ErrorCode.IDEMPOTENCY_KEY_REUSED));
  assert.equal(await add(shop.database, "MUG", 2, "the same key", crypto.randomUUID()), 2);
  assert.deepEqual(contents(await get(shop.database)), ["MUG×1"]);
});

Deno.test("addToCart() refuses an unknown SKU, and the key may be used again", async () => {
  await using shop = await testShop();
  await assert.rejects(add(shop.database, "MUG", 1, "first key"), failsWith(ErrorCode.NOT_FOUND));
  await addVariant(shop.database, { sku: "MUG" });
  assert.equal(await add(shop.database, "MUG", 1, "first key"), 1);
});

Deno.test("addToCart() and setCartLine() refuse what is not sold in the cart's currency, and nothing is done", async () => {
  await using shop = await testShop();
  for (const sku of ["MUG", "JUG"]) await addVariant(shop.database, { sku });
  await shop.database`insert into price_lists (code, currency) values ('euro', 'EUR')`;
  await shop.database`insert into prices select 'euro', id, 1500 from variants where sku = 'MUG'`;
  await add(shop.database, "MUG", 2);
  await shop.database`update carts set price_list = 'euro'`;
  await assert.rejects(add(shop.database, "JUG", 1, "first key"), failsWith(ErrorCode.WRONG_STATE, "sku"));
  await assert.rejects(set(shop.database, "JUG", 1), failsWith(ErrorCode.WRONG_STATE, "sku"));
  assert.equal(await add(shop.database, "MUG", 1, "first key"), 3);
  const cart = await get(shop.database);
  assert.deepEqual(contents(cart), ["MUG×3"]);
  assert.deepEqual([cart.subtotal?.currencyCode, cart.subtotal?.minorUnits], ["EUR", 4500n]);
});

Deno.test("reading and changing a cart takes one statement each, without a transaction around it", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await using watched = watchStatements(shop.url);
  const { database, statements } = watched;
  await add(database, "MUG");
  await set(database, "MUG", 3);
  await set(database, "MUG", 0);
  await get(database);
  assert.deepEqual(statements.map((statement) => statement.trim().split(" ")[0]), Array(4).fill("select"));
});

Deno.test("addToCart() adds more than is in stock, and the cart tells", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 2 });
  await add(shop.database, "MUG", 5);
  const [line] = (await get(shop.database)).lines;
  assert.equal(line?.quantity, 5);
  assert.equal(line.available, 2);
});

Deno.test("addToCart() accepts the 999th unit and refuses the 1000th", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  assert.equal(await add(shop.database, "MUG", 998), 998);
  const results = await Promise.allSettled([add(shop.database, "MUG"), add(shop.database, "MUG")]);
  const refused = results.filter((result) => result.status === "rejected");
  assert.equal(refused.length, 1);
  failsWith(ErrorCode.INVALID_ARGUMENT, "quantity")(refused[0]?.reason);
  assert.deepEqual(contents(await get(shop.database)), ["MUG×999"]);
});

Deno.test("a cart accepts the 100th line and refuses the 101st, also when two come at once", async () => {
  await using shop = await testShop();
  const skus = Array.from({ length: 102 }, (_, index) => `SKU-${index}`);
  for (const sku of skus) await addVariant(shop.database, { sku });
  for (const sku of skus.slice(0, 99)) await add(shop.database, sku);
  const results = await Promise.allSettled(skus.slice(99).map((sku) => add(shop.database, sku)));
  assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
  await assert.rejects(add(shop.database, skus[101]!), failsWith(ErrorCode.INVALID_ARGUMENT, "sku"));
  await assert.rejects(set(shop.database, skus[101]!, 1), failsWith(ErrorCode.INVALID_ARGUMENT, "sku"));
  assert.equal((await get(shop.database)).lines.length, 100);
});

Deno.test("setCartLine() sets, makes and removes a line", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await addVariant(shop.database, { sku: "JUG" });
  assert.deepEqual(contents(await set(shop.database, "MUG", 4)), ["MUG×4"]);
  assert.deepEqual(contents(await set(shop.database, "JUG", 1)), ["MUG×4", "JUG×1"]);
  assert.deepEqual(contents(await set(shop.database, "MUG", 2)), ["MUG×2", "JUG×1"]);
  assert.deepEqual(contents(await set(shop.database, "MUG", 0)), ["JUG×1"]);
  assert.deepEqual(contents(await set(shop.database, "MUG", 0)), ["JUG×1"]);
});

Deno.test("setCartLine() refuses an unknown SKU, but removing one is no error and makes no cart", async () => {
  await using shop = await testShop();
  await assert.rejects(set(shop.database, "MUG", 1), failsWith(ErrorCode.NOT_FOUND));
  assert.deepEqual(contents(await set(shop.database, "MUG", 0)), []);
  assert.equal((await shop.database`select 1 from carts`).length, 0);
});

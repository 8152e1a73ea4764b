import assert from "node:assert/strict";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add } from "../testing/shopper.ts";
import { lockCart } from "../cart/open_cart.ts";
import { readCart } from "../cart/read_cart.ts";
import { orderNumber } from "./order_number.ts";
import { writeOrder } from "./write_order.ts";
import type { Database } from "../../kit/database.ts";

Deno.test("orderNumber() draws all its letters alike, and none that people misread", () => {
  const counts = new Map<string, number>();
  const ROUNDS = 4_000;
  for (let round = 0; round < ROUNDS; round++) {
    const [prefix, letters] = orderNumber().split("-");
    assert.equal(prefix, "SF");
    assert.equal(letters!.length, 8);
    for (const letter of letters!) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort().join(""), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  // 1,000 of each are expected; the standard deviation is 31
  for (const [letter, count] of counts) assert.ok(count > 750 && count < 1250, `${letter}: ${count}`);
});

Deno.test("writeOrder() takes another number when one is taken, and gives up when all are", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 100n });
  const write = (numbers: string[]) => writeCart(shop.database, () => numbers.shift() ?? "SF-AAAAAAAA");
  assert.equal(await write(["SF-AAAAAAAA"]), "SF-AAAAAAAA");
  assert.equal(await write(["SF-AAAAAAAA", "SF-AAAAAAAA", "SF-BBBBBBBB"]), "SF-BBBBBBBB");
  await assert.rejects(write([]), /numbers in a row were taken/);
  assert.equal((await shop.database`select 1 from orders join order_lines on order_id = id`).length, 2);
  assert.equal((await shop.database`select 1 from carts where ordered_at is null`).length, 1);
});

/** Puts a mug in a new guest's cart and writes an order of it. */
async function writeCart(database: Database, makeNumber: () => string): Promise<string> {
  const guestId = crypto.randomUUID();
  await add(database, guestId, "MUG");
  const cartId = await lockCart(database, guestId);
  const { number } = await writeOrder(database, {
    guestId,
    customerId: null,
    idempotencyKey: crypto.randomUUID(),
    cartId: cartId!,
    cart: await readCart(database, guestId),
    contact: { email: "ada@example.com", phone: "" },
    address: {
      name: "Ada",
      line1: "1 High Street",
      line2: "",
      city: "Town",
      postalCode: "1",
      countryCode: "GB",
      region: "",
    },
    method: { code: "standard", name: "Standard" },
    price: {
      subtotal: 100n,
      discount: 0n,
      shipping: 0n,
      tax: 0n,
      taxIncluded: true,
      total: 100n,
      lines: [{ discount: 0n, tax: 0n }],
      promotions: [],
    },
    coupons: [],
    payment: { key: crypto.randomUUID(), provider: "test", token: "t", cardBrand: "visa", cardLast4: "4242" },
  }, makeNumber);
  return number;
}

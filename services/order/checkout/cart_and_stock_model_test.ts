/**
 * Any sequence of adds, changes, orders and repeats by several guests, against a model in memory: the same carts, the same
 * stock, the same refusals.
 */
import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import {
  type AddToCartRequest,
  AddToCartRequestSchema,
  SetCartLineRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { PlaceOrderRequest } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ShopError } from "../../kit/errors.ts";
import { addToCart } from "../cart/add_to_cart.ts";
import { readCart } from "../cart/read_cart.ts";
import { setCartLine } from "../cart/set_cart_line.ts";
import { stockProblems } from "../inventory/stock_problems.ts";
import { brokenInvariants } from "../orders/invariants.ts";
import { addVariant, onHand, setPrice, setStock, testShop } from "../testing/fixture.ts";
import { GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";

const RUNS = 40;
const GUESTS = 2;
const SKUS = 3;
const FREE_SHIPPING_FROM = 5000n;

interface Model {
  stock: number[];
  prices: bigint[];
  /** Quantity of each SKU in each guest's cart. */
  carts: Map<number, number>[];
  /** The last add that each guest made. */
  added: (AddToCartRequest | undefined)[];
  /** The last order that each guest placed. */
  placed: (PlaceOrderRequest | undefined)[];
}

interface Shop {
  database: Database;
  guests: string[];
  skus: string[];
}

type Command = fc.AsyncCommand<Model, Shop>;

/** The name of the refusal, or "ok". */
async function outcome(work: Promise<unknown>): Promise<string> {
  return await work.then(() => "ok", (error) => {
    if (error instanceof ShopError) return error.codeName;
    throw error;
  });
}

function command(name: string, run: (model: Model, shop: Shop) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name };
}

const guest = fc.nat(GUESTS - 1);
const sku = fc.nat(SKUS - 1);
const quantity = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 999 }));

const adds = fc.tuple(guest, sku, quantity).map(([guest, sku, quantity]) =>
  command(`add(${guest}, ${sku}, ${quantity})`, async (model, shop) => {
    const wish = { guestId: shop.guests[guest]!, sku: shop.skus[sku]!, quantity, idempotencyKey: crypto.randomUUID() };
    const request = create(AddToCartRequestSchema, wish);
    const sum = (model.carts[guest]!.get(sku) ?? 0) + quantity;
    assert.equal(await outcome(addToCart(shop.database, request)), sum <= 999 ? "ok" : "INVALID_ARGUMENT");
    if (sum > 999) return;
    model.carts[guest]!.set(sku, sum);
    model.added[guest] = request;
  })
);

const repeats = guest.map((guest) =>
  command(`add again(${guest})`, async (model, shop) => {
    const request = model.added[guest];
    if (request) await addToCart(shop.database, request);
  })
);

const sets = fc.tuple(guest, sku, fc.oneof(fc.constant(0), quantity)).map(([guest, sku, quantity]) =>
  command(`set(${guest}, ${sku}, ${quantity})`, async (model, shop) => {
    const request = { guestId: shop.guests[guest]!, sku: shop.skus[sku]!, quantity };
    await setCartLine(shop.database, create(SetCartLineRequestSchema, request));
    if (quantity === 0) model.carts[guest]!.delete(sku);
    else model.carts[guest]!.set(sku, quantity);
  })
);

const places = fc.tuple(guest, fc.boolean()).map(([guest, knowsPrice]) =>
  command(`place(${guest}${knowsPrice ? "" : ", at a wrong price"})`, async (model, shop) => {
    const lines = [...model.carts[guest]!];
    const subtotal = lines.reduce((sum, [sku, quantity]) => sum + model.prices[sku]! * BigInt(quantity), 0n);
    const total = subtotal + (subtotal >= FREE_SHIPPING_FROM ? 0n : GB_STANDARD);
    const request = orderRequest(shop.guests[guest]!, knowsPrice ? total : total + 1n);
    const isShort = lines.some(([sku, quantity]) => model.stock[sku]! < quantity);
    const expected = lines.length === 0
      ? "CART_EMPTY"
      : !knowsPrice
      ? "PRICE_CHANGED"
      : isShort
      ? "OUT_OF_STOCK"
      : "ok";
    assert.equal(await outcome(place(shop.database, request)), expected);
    if (expected !== "ok") return;
    for (const [sku, quantity] of lines) model.stock[sku]! -= quantity;
    model.carts[guest]!.clear();
    model.placed[guest] = request;
  })
);

const replays = guest.map((guest) =>
  command(`replay(${guest})`, async (model, shop) => {
    const request = model.placed[guest];
    if (request) assert.equal((await place(shop.database, request)).replayed, true);
  })
);

const restocks = fc.tuple(sku, fc.integer({ min: 1, max: 500 })).map(([sku, units]) =>
  command(`restock(${sku}, ${units})`, async (model, { database, skus }) => {
    model.stock[sku]! += units;
    await setStock(database, model.stock[sku]!, { sku: skus[sku]! });
  })
);

const reprices = fc.tuple(sku, fc.bigInt(0n, 3000n)).map(([sku, price]) =>
  command(`reprice(${sku}, ${price})`, async (model, shop) => {
    await setPrice(shop.database, shop.skus[sku]!, price);
    model.prices[sku] = price;
  })
);

/** The shop is what the model says. */
async function assertSame(model: Model, { database, guests, skus }: Shop): Promise<void> {
  assert.deepEqual(await Promise.all(skus.map((sku) => onHand(database, sku))), model.stock);
  for (const [index, guest] of guests.entries()) {
    const { lines } = await readCart(database, guest);
    const expected = [...model.carts[index]!].map(([sku, quantity]) => [skus[sku], quantity, model.prices[sku]]);
    assert.deepEqual(lines.map(({ sku, quantity, unitPrice }) => [sku, quantity, unitPrice]), expected);
  }
}

Deno.test("carts and stock are what a model in memory says, whatever guests do", async () => {
  await using shop = await testShop();
  const commands = fc.commands([adds, adds, repeats, sets, places, places, replays, restocks, reprices], {
    maxCommands: 40,
    size: "+1",
  });
  await fc.assert(
    fc.asyncProperty(commands, async (commands) => {
      const run = crypto.randomUUID();
      const model: Model = {
        stock: [3, 0, 1000],
        prices: [1000n, 1n, 2500n],
        carts: Array.from({ length: GUESTS }, () => new Map()),
        added: [],
        placed: [],
      };
      const real: Shop = {
        database: shop.database,
        guests: model.carts.map(() => crypto.randomUUID()),
        skus: model.stock.map((_, index) => `${run}-${index}`),
      };
      for (const [index, sku] of real.skus.entries()) {
        await addVariant(shop.database, { sku, price: model.prices[index]!, onHand: model.stock[index]! });
      }
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await assertSame(model, real);
    }),
    { numRuns: RUNS },
  );
  assert.deepEqual(await brokenInvariants(shop.database), []);
  assert.deepEqual(await stockProblems(shop.database), []);
});

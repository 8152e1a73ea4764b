import assert from "node:assert/strict";
import fc from "fast-check";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { addOrder } from "../payments/testing/add_order.ts";
import { failsWith } from "../testing/fails_with.ts";
import { inTime } from "../testing/in_time.ts";
import { testShop } from "../testing/fixture.ts";
import { redeemPromotions } from "./redeem_promotions.ts";
import { releaseRedemptions } from "./release_redemptions.ts";
import { addPromotion, type TestPromotion } from "./testing/add_promotion.ts";
import { untilLockedOut } from "./testing/until_locked_out.ts";

interface Use {
  id: bigint;
  coupon?: string;
  customer?: string;
}

/** Redeems a promotion for a new order, in a transaction of its own; returns the order's id. */
async function redeem(database: Database, { id, coupon, customer = crypto.randomUUID() }: Use): Promise<bigint> {
  const { id: orderId } = await addOrder(database);
  const applied = [{ id, name: "", coupon: coupon ?? null, amount: 100n }];
  const redemption = { orderId, customer, coupons: coupon ? [coupon.toLowerCase()] : [], applied };
  await transaction(database, (tx) => redeemPromotions(tx, redemption));
  return orderId;
}

async function redeemed(database: Database, id: bigint): Promise<{ counted: number; written: number }> {
  const [row] = await database<[{ counted: number; written: number }]>`
    select redeemed as counted, (
      select count(*)::int from redemptions where promotion_id = ${id} and released_at is null
    ) as written from promotions where id = ${id}`;
  return row;
}

/** How fifty at once come out: so many redeemed, so many were refused. */
async function fiftyAtOnce(database: Database, use: Use): Promise<{ redeemed: number; refused: number }> {
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(database, use)));
  const refused = results.flatMap((result) => result.status === "rejected" ? [result.reason] : []);
  const others = refused.filter((e) => !(e instanceof ShopError && e.code === ErrorCode.COUPON_REFUSED));
  assert.deepEqual(others, []);
  return { redeemed: results.length - refused.length, refused: refused.length };
}

async function shopWith(promotion: TestPromotion) {
  const shop = await testShop();
  return { shop, id: await addPromotion(shop.database, promotion) };
}

Deno.test("redeemPromotions() lets one of fifty at once use what may be used once, and a release lets the next", async () => {
  const { shop, id } = await shopWith({ coupon: "ONE", maxRedemptions: 1 });
  await using _ = shop;
  assert.deepEqual(await fiftyAtOnce(shop.database, { id, coupon: "ONE" }), { redeemed: 1, refused: 49 });
  assert.deepEqual(await redeemed(shop.database, id), { counted: 1, written: 1 });
  const [{ orderId }] = await shop.database<[{ orderId: bigint }]>`select order_id as "orderId" from redemptions`;
  await Promise.all([1, 2, 3].map(() => releaseRedemptions(shop.database, orderId)));
  assert.deepEqual(await redeemed(shop.database, id), { counted: 0, written: 0 });
  assert.deepEqual(await fiftyAtOnce(shop.database, { id, coupon: "ONE" }), { redeemed: 1, refused: 49 });
});

Deno.test("redeemPromotions() lets a customer use a promotion as often as it says, also at once", async () => {
  const { shop, id } = await shopWith({ coupon: "TWICE", maxPerCustomer: 2 });
  await using _ = shop;
  const ada = { id, coupon: "TWICE", customer: "ada" };
  assert.deepEqual(await fiftyAtOnce(shop.database, ada), { redeemed: 2, refused: 48 });
  await redeem(shop.database, { ...ada, customer: "bob" });
  assert.deepEqual(await redeemed(shop.database, id), { counted: 3, written: 3 });
});

Deno.test("redemptions that count are those that are written, and within the limits, whatever is done at once", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const limits = fc.record({
    all: fc.option(fc.integer({ min: 1, max: 5 })),
    each: fc.option(fc.integer({ min: 1, max: 3 })),
  });
  const customer = fc.constantFrom("ada", "bob", "eve");
  const bursts = fc.array(fc.array(fc.record({ customer, isReleased: fc.boolean() }), { maxLength: 8 }), {
    maxLength: 4,
  });
  const property = fc.asyncProperty(limits, bursts, async ({ all, each }, bursts) => {
    const coupon = crypto.randomUUID();
    const id = await addPromotion(database, { coupon, maxRedemptions: all, maxPerCustomer: each });
    for (const burst of bursts) {
      const results = await Promise.allSettled(burst.map(async ({ customer, isReleased }) => {
        const orderId = await redeem(database, { id, coupon, customer });
        if (isReleased) await releaseRedemptions(database, orderId);
      }));
      const bugs = results.filter((r) => r.status === "rejected" && r.reason.code !== ErrorCode.COUPON_REFUSED);
      assert.deepEqual(bugs, []);
    }
    const { counted, written } = await redeemed(database, id);
    assert.equal(counted, all === null && each === null ? 0 : written);
    assert.ok(written <= (all ?? Infinity));
    const [most] = await database<{ uses: number }[]>`
      select count(*)::int as uses from redemptions where promotion_id = ${id} and released_at is null
      group by customer order by uses desc limit 1`;
    assert.ok((most?.uses ?? 0) <= (each ?? Infinity));
  });
  await fc.assert(property, { numRuns: 25 });
});

Deno.test("redeemPromotions() redeems all or none, and names the coupons that are used up", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const [free, full, other] = [
    await addPromotion(database, { coupon: "FREE", maxRedemptions: 5 }),
    await addPromotion(database, { coupon: "FULL", maxRedemptions: 1 }),
    await addPromotion(database, { maxRedemptions: 5 }),
  ];
  await redeem(database, { id: full, coupon: "FULL" });
  const { id: orderId } = await addOrder(database);
  const applied = [{ id: full, coupon: "FULL" }, { id: other, coupon: null }, { id: free, coupon: "FREE" }]
    .map((promotion) => ({ ...promotion, name: "", amount: 1n }));
  const redemption = { orderId, customer: "ada", coupons: ["free", " full "], applied };
  await assert.rejects(
    transaction(database, (tx) => redeemPromotions(tx, redemption)),
    failsWith(ErrorCode.COUPON_REFUSED, "coupons[1]"),
  );
  for (const id of [free, other]) assert.deepEqual(await redeemed(database, id), { counted: 0, written: 0 });
  const rest = { ...redemption, applied: applied.slice(1) };
  await transaction(database, (tx) => redeemPromotions(tx, rest));
  for (const id of [free, other]) assert.deepEqual(await redeemed(database, id), { counted: 1, written: 1 });
});

Deno.test("redeemPromotions() has the transaction tried again when one without a coupon is used up", async () => {
  const { shop, id } = await shopWith({ maxRedemptions: 1 });
  await using _ = shop;
  await redeem(shop.database, { id });
  const { id: orderId } = await addOrder(shop.database);
  let tries = 0;
  await transaction(shop.database, async (tx) => {
    tries += 1;
    const applied = tries === 1 ? [{ id, name: "", coupon: null, amount: 1n }] : [];
    await redeemPromotions(tx, { orderId, customer: "ada", coupons: [], applied });
  });
  assert.equal(tries, 2);
});

Deno.test("redeemPromotions() makes nobody wait where there is no limit", async () => {
  const { shop, id } = await shopWith({});
  await using _ = shop;
  const { id: orderId } = await addOrder(shop.database);
  const applied = [{ id, name: "", coupon: null, amount: 1n }];
  await transaction(shop.database, async (tx) => {
    await redeemPromotions(tx, { orderId, customer: "ada", coupons: [], applied });
    await inTime(redeem(shop.database, { id }));
  });
  assert.deepEqual(await redeemed(shop.database, id), { counted: 0, written: 2 });
  await releaseRedemptions(shop.database, orderId);
  assert.deepEqual(await redeemed(shop.database, id), { counted: 0, written: 1 });
});

Deno.test("redeemPromotions() waits for a limit that is being set, and keeps to it", async () => {
  const { shop, id } = await shopWith({ coupon: "TEN" });
  await using _ = shop;
  await redeem(shop.database, { id, coupon: "TEN" });
  let redeeming: Promise<unknown> | undefined;
  await transaction(shop.database, async (tx) => {
    await tx`select from promotions where id = ${id} for update`;
    await tx`update promotions set max_redemptions = 1, redeemed = 1 where id = ${id}`;
    redeeming = redeem(shop.database, { id, coupon: "TEN" });
    redeeming.catch(() => {});
    await untilLockedOut(shop.database);
  });
  await assert.rejects(redeeming!, failsWith(ErrorCode.COUPON_REFUSED, "coupons[0]"));
  assert.deepEqual(await redeemed(shop.database, id), { counted: 1, written: 1 });
});

Deno.test("releaseRedemptions() waits for a limit that is being set, and is counted towards it", async () => {
  const { shop, id } = await shopWith({ coupon: "TEN" });
  await using _ = shop;
  const orderId = await redeem(shop.database, { id, coupon: "TEN" });
  let releasing: Promise<unknown> | undefined;
  await transaction(shop.database, async (tx) => {
    await tx`select from promotions where id = ${id} for update`;
    await tx`update promotions set max_redemptions = 1, redeemed = 1 where id = ${id}`;
    releasing = transaction(shop.database, (tx) => releaseRedemptions(tx, orderId));
    await untilLockedOut(shop.database);
  });
  await releasing;
  assert.deepEqual(await redeemed(shop.database, id), { counted: 0, written: 0 });
});

Deno.test("redeemPromotions() and releaseRedemptions() never wait for each other in a circle", async () => {
  await using shop = await testShop(30);
  const { database } = shop;
  const id = await addPromotion(database, { maxRedemptions: 1000 });
  const applied = [{ id, name: "", coupon: null, amount: 1n }];
  await Promise.all(Array.from({ length: 30 }, async () => {
    for (let round = 0; round < 15; round++) {
      const { id: orderId } = await addOrder(database);
      // Not by transaction(), which would try again
      await database.begin((tx) => redeemPromotions(tx, { orderId, customer: "ada", coupons: [], applied }));
      await Promise.all([1, 2].map(() => releaseRedemptions(database, orderId)));
    }
  }));
  assert.deepEqual(await redeemed(database, id), { counted: 0, written: 0 });
});

import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  EndPromotionRequestSchema,
  ListPromotionsRequestSchema,
  ListPromotionsResponseSchema,
  type Promotion,
  PromotionSchema,
  SavePromotionRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { validate } from "../../kit/grpc/validate.ts";
import { addOrder } from "../payments/testing/add_order.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { endPromotion } from "./end_promotion.ts";
import { listPromotions } from "./list_promotions.ts";
import { readTerms } from "./read_terms.ts";
import { redeemPromotions } from "./redeem_promotions.ts";
import { savePromotion } from "./save_promotion.ts";
import { untilLockedOut } from "./testing/until_locked_out.ts";

type Changes = Exclude<MessageInitShape<typeof PromotionSchema>, Promotion>;

const SALE: Changes = {
  code: "summer",
  name: "Summer sale",
  effect: { case: "percentPpm", value: 150_000 },
  stackable: true,
};

async function save(database: Database, changes: Changes = {}): Promise<Promotion> {
  const request = create(SavePromotionRequestSchema, { promotion: { ...SALE, ...changes } });
  validate(SavePromotionRequestSchema, request);
  return create(PromotionSchema, (await savePromotion(database, request)).promotion);
}

async function list(database: Database, request: MessageInitShape<typeof ListPromotionsRequestSchema> = {}) {
  const response = await listPromotions(database, create(ListPromotionsRequestSchema, request));
  return create(ListPromotionsResponseSchema, response);
}

async function termsOf(database: Database, ...coupons: string[]) {
  const guestId = crypto.randomUUID();
  return await readTerms(database, { guestId, customer: guestId, countryCode: "GB", region: "", coupons });
}

async function redeem(database: Database, code: string, customer = "ada"): Promise<void> {
  const { id: orderId } = await addOrder(database);
  const [promotion] = await database<[{ id: bigint; coupon: string | null }]>`
    select id, coupon from promotions where code = ${code}`;
  const applied = [{ ...promotion, name: "", amount: 1n }];
  const coupons = promotion.coupon ? [promotion.coupon] : [];
  await transaction(database, (tx) => redeemPromotions(tx, { orderId, customer, coupons, applied }));
}

Deno.test("savePromotion() makes a promotion that holds at once, and saving it again changes nothing", async () => {
  await using shop = await testShop();
  const saved = await save(shop.database);
  assert.equal(saved.redeemed, 0);
  assert.ok(saved.startsAt);
  assert.deepEqual((await termsOf(shop.database)).promotions.map(({ name, value }) => [name, value]), [
    ["Summer sale", 150_000n],
  ]);
  assert.deepEqual(await save(shop.database), saved);
});

Deno.test("savePromotion() keeps all that is said, and changes all of it", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const full: Changes = {
    coupon: "Ten-Off",
    effect: { case: "amount", value: { currencyCode: "GBP", minorUnits: 1000n } },
    categorySlug: "all",
    minSubtotal: { currencyCode: "GBP", minorUnits: 5000n },
    startsAt: timestampFromDate(new Date("2026-01-01T00:00:00Z")),
    endsAt: timestampFromDate(new Date("2999-01-01T00:00:00Z")),
    priority: -5,
    stackable: false,
    maxRedemptions: 10,
    maxPerCustomer: 1,
  };
  const saved = await save(shop.database, full);
  assert.deepEqual(saved, create(PromotionSchema, { ...SALE, ...full, redeemed: 0 }));
  assert.deepEqual((await list(shop.database)).promotions, [saved]);
  const plain = await save(shop.database, { effect: { case: "freeShipping", value: {} } });
  const expected = { ...SALE, effect: { case: "freeShipping" as const, value: {} }, startsAt: full.startsAt! };
  assert.deepEqual(plain, create(PromotionSchema, expected));
});

Deno.test("savePromotion() names the fields at fault, and changes nothing", async (t) => {
  await using shop = await testShop();
  const before = await save(shop.database);
  const pounds = (minorUnits: bigint) => ({ currencyCode: "GBP", minorUnits });
  const day = (day: number) => timestampFromDate(new Date(Date.UTC(2026, 0, day)));
  const cases: [string, Changes, string[]][] = [
    ["category", { categorySlug: "nowhere" }, ["promotion.category_slug"]],
    ["amount", { effect: { case: "amount", value: pounds(0n) } }, ["promotion.amount.minor_units"]],
    ["currency", { effect: { case: "amount", value: { currencyCode: "EUR", minorUnits: 1n } } }, [
      "promotion.amount.currency_code",
    ]],
    ["minimum", { minSubtotal: pounds(-1n) }, ["promotion.min_subtotal.minor_units"]],
    ["two currencies", {
      effect: { case: "amount", value: pounds(1n) },
      minSubtotal: { currencyCode: "EUR", minorUnits: 1n },
    }, ["promotion.min_subtotal.currency_code"]],
    ["dates", { startsAt: day(2), endsAt: day(2) }, ["promotion.ends_at"]],
    ["no effect", { effect: { case: undefined } }, ["promotion.effect"]],
    ["rate", { effect: { case: "percentPpm", value: 1_000_001 } }, ["promotion.percent_ppm"]],
    ["code", { code: "Summer Sale" }, ["promotion.code"]],
    ["coupon", { coupon: "NO BLANKS" }, ["promotion.coupon"]],
    ["limit", { maxRedemptions: 0 }, ["promotion.max_redemptions"]],
  ];
  for (const [name, changes, fields] of cases) {
    await t.step(name, async () => {
      await assert.rejects(save(shop.database, changes), failsWith(ErrorCode.INVALID_ARGUMENT, ...fields));
      assert.deepEqual((await list(shop.database)).promotions, [before]);
    });
  }
});

Deno.test("savePromotion() refuses a coupon that another has, in any case", async () => {
  await using shop = await testShop();
  await save(shop.database, { coupon: "TEN" });
  await assert.rejects(
    save(shop.database, { code: "winter", coupon: "ten" }),
    failsWith(ErrorCode.ALREADY_EXISTS, "promotion.coupon"),
  );
});

Deno.test("savePromotion() counts for a limit what was used before there was one", async () => {
  await using shop = await testShop();
  await save(shop.database, { coupon: "TEN" });
  for (let use = 0; use < 3; use++) await redeem(shop.database, "summer", `customer ${use}`);
  await assert.rejects(
    save(shop.database, { coupon: "TEN", maxRedemptions: 2 }),
    failsWith(ErrorCode.INVALID_ARGUMENT, "promotion.max_redemptions"),
  );
  assert.equal((await save(shop.database, { coupon: "TEN", maxRedemptions: 4 })).redeemed, 3);
  await redeem(shop.database, "summer");
  await assert.rejects(redeem(shop.database, "summer"), failsWith(ErrorCode.COUPON_REFUSED, "coupons[0]"));
  assert.deepEqual((await termsOf(shop.database, "TEN")).refusals, [{ coupon: "TEN", why: "used_up" }]);
});

Deno.test("savePromotion() counts for a limit what is being used while it is set", async () => {
  await using shop = await testShop();
  const { database } = shop;
  await save(database, { coupon: "TEN" });
  const [{ id }] = await database<[{ id: bigint }]>`select id from promotions`;
  const { id: orderId } = await addOrder(database);
  const applied = [{ id, coupon: "TEN", name: "", amount: 1n }];
  let saved: Promise<Promotion> | undefined;
  await transaction(database, async (tx) => {
    await redeemPromotions(tx, { orderId, customer: "ada", coupons: ["TEN"], applied });
    saved = save(database, { coupon: "TEN", maxRedemptions: 1 });
    await untilLockedOut(database);
  });
  assert.equal((await saved)?.redeemed, 1);
  await assert.rejects(redeem(database, "summer"), failsWith(ErrorCode.COUPON_REFUSED, "coupons[0]"));
});

Deno.test("endPromotion() ends a promotion once", async () => {
  await using shop = await testShop();
  const end = async (code: string) =>
    create(PromotionSchema, (await endPromotion(shop.database, create(EndPromotionRequestSchema, { code }))).promotion);
  await save(shop.database);
  const ended = await end("summer");
  assert.ok(ended.endsAt);
  assert.deepEqual(await end("summer"), ended);
  assert.deepEqual((await termsOf(shop.database)).promotions, []);
  await assert.rejects(end("winter"), failsWith(ErrorCode.NOT_FOUND));
});

Deno.test("listPromotions() lists all by pages, newest first, and those that have ended when asked", async () => {
  await using shop = await testShop();
  for (const code of ["a", "b", "c", "d"]) await save(shop.database, { code });
  await endPromotion(shop.database, create(EndPromotionRequestSchema, { code: "c" }));
  const codes = async (request: MessageInitShape<typeof ListPromotionsRequestSchema>) => {
    const { promotions, nextCursor } = await list(shop.database, request);
    return [promotions.map(({ code }) => code).join(""), nextCursor];
  };
  assert.deepEqual(await codes({}), ["dba", ""]);
  assert.deepEqual(await codes({ pageSize: 2 }), ["db", "b"]);
  assert.deepEqual(await codes({ pageSize: 2, cursor: "b" }), ["a", ""]);
  assert.deepEqual(await codes({ pageSize: 4, withEnded: true }), ["dcba", ""]);
});

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { AddToCartRequestSchema } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { type Query, transaction } from "../kit/database.ts";
import { ErrorCode } from "../kit/errors.ts";
import { type KeyedRequest, once, requestFingerprint } from "./keyed_request.ts";
import { failsWith } from "./testing/fails_with.ts";
import { type TestShop, testShop } from "./testing/fixture.ts";

const REQUEST: KeyedRequest = {
  principal: "staff:ada",
  key: "a wish of hers",
  method: "Count",
  fingerprint: Uint8Array.of(1, 2),
};

/** Does keyed work that leaves a trace; the answer tells how many traces there were. */
async function leaveTrace({ database }: TestShop, request: Partial<KeyedRequest> = {}): Promise<number> {
  const answer = await transaction(database, (tx) => once(tx, { ...REQUEST, ...request }, () => trace(tx)));
  return answer[0]!;
}

async function trace(tx: Query): Promise<Uint8Array> {
  await tx`insert into locations (code, name, priority) values (gen_random_uuid()::text, 'A trace', 9)`;
  return Uint8Array.of(await traces(tx));
}

async function traces(query: Query): Promise<number> {
  return (await query`select 1 from locations where name = 'A trace'`).length;
}

Deno.test("once() does the work of a key that is sent ten times at once, and all get its answer", async () => {
  await using shop = await testShop();
  const answers = await Promise.all(Array.from({ length: 10 }, () => leaveTrace(shop)));
  assert.deepEqual(answers, Array(10).fill(1));
  assert.equal(await traces(shop.database), 1);
});

Deno.test("once() gives each principal keys of its own", async () => {
  await using shop = await testShop();
  assert.deepEqual([await leaveTrace(shop), await leaveTrace(shop, { principal: "staff:bob" })], [1, 2]);
});

Deno.test("once() refuses a key that belongs to another request or another method", async () => {
  await using shop = await testShop();
  await leaveTrace(shop);
  const refused = failsWith(ErrorCode.IDEMPOTENCY_KEY_REUSED);
  await assert.rejects(leaveTrace(shop, { fingerprint: Uint8Array.of(3) }), refused);
  await assert.rejects(leaveTrace(shop, { method: "Recount" }), refused);
  assert.equal(await traces(shop.database), 1);
});

Deno.test("once() leaves nothing of work that fails, so that the key may be used again", async () => {
  await using shop = await testShop();
  const failing = transaction(shop.database, (tx) =>
    once(tx, REQUEST, async () => {
      await trace(tx);
      throw new RangeError("Cannot do it");
    }));
  await assert.rejects(failing, RangeError);
  assert.equal(await traces(shop.database), 0);
  assert.equal(await leaveTrace(shop, { fingerprint: Uint8Array.of(3) }), 1);
});

Deno.test("requestFingerprint() is the same for the same request alone", async () => {
  const of = (quantity: number) =>
    requestFingerprint(AddToCartRequestSchema, create(AddToCartRequestSchema, { quantity }));
  assert.deepEqual(await of(1), await of(1));
  assert.notDeepEqual(await of(1), await of(2));
});

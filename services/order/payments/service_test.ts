import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  DisputeStatus,
  PaymentService,
  ReceivePaymentEventRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/payment_pb.ts";
import { serveForTest, type TestServer } from "../../../dev/testing/grpc.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { type Client, createClient } from "../../kit/grpc/client.ts";
import { signBody } from "../../kit/signed_body.ts";
import { failsWith } from "../testing/fails_with.ts";
import { until } from "../testing/until.ts";
import { recordDispute } from "./record_dispute.ts";
import { paymentService } from "./service.ts";
import { booksOf } from "./testing/add_order.ts";
import { type PaymentShop, paymentShop } from "./testing/payment_shop.ts";

interface Served extends AsyncDisposable {
  shop: PaymentShop;
  staff: Client<typeof PaymentService>;
  edge: Client<typeof PaymentService>;
}

/** The service over gRPC, as staff and as the edge see it. */
async function serve(): Promise<Served> {
  const shop = await paymentShop();
  const { database, engine, provider, cashier } = shop;
  const server: TestServer = await serveForTest([
    paymentService({ database, engine, provider, startRefund: cashier.requestRefund }),
  ]);
  return {
    shop,
    staff: createClient(PaymentService, await server.connect([PaymentService], "operator")),
    edge: createClient(PaymentService, await server.connect([PaymentService], "edge")),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await shop[Symbol.asyncDispose]();
    },
  };
}

function refundOf(number: string, changes: Record<string, unknown> = {}) {
  const amount = { currencyCode: "GBP", minorUnits: 395n };
  return { number, amount, reason: "A scratch", actor: "staff:ada", idempotencyKey: crypto.randomUUID(), ...changes };
}

Deno.test("RefundOrder gives back what staff say, once for each key", async () => {
  await using served = await serve();
  const { shop, staff } = served;
  const order = await shop.paidOrder("paid");
  const request = refundOf(order.number);
  const answers = await Promise.all(Array.from({ length: 5 }, () => staff.refundOrder(request)));
  for (const { refund } of answers) {
    assert.deepEqual([refund!.amount!.minorUnits, refund!.reason, refund!.isDone], [395n, "A scratch", false]);
    assert.deepEqual(refund!.at, answers[0]!.refund!.at);
  }
  const rest = await staff.refundOrder(refundOf(order.number, { amount: undefined }));
  assert.equal(rest.refund!.amount!.minorUnits, 1000n);
  await until(async () => (await booksOf(shop.database, order.id)).refunded === 1395n);
  assert.deepEqual(await shop.bankDid(), ["capture 1395", "refund 395", "refund 1000"]);
  const actors = await shop.database`select distinct actor from refunds`;
  assert.deepEqual(actors.map(({ actor }) => actor), ["staff:ada"]);
});

Deno.test("RefundOrder refuses what cannot be given back, and changes nothing", async () => {
  await using served = await serve();
  const { shop, staff } = served;
  const order = await shop.paidOrder("paid");
  const refused = (changes: Record<string, unknown>, code: ErrorCode, ...fields: string[]) =>
    assert.rejects(staff.refundOrder(refundOf(order.number, changes)), failsWith(code, ...fields));
  await refused({ amount: { currencyCode: "GBP", minorUnits: 1396n } }, ErrorCode.INVALID_ARGUMENT, "amount");
  await refused(
    { amount: { currencyCode: "EUR", minorUnits: 1n } },
    ErrorCode.INVALID_ARGUMENT,
    "amount.currency_code",
  );
  await refused({ number: "SF-00000000" }, ErrorCode.NOT_FOUND);
  await refused({ actor: "customer" }, ErrorCode.INVALID_ARGUMENT, "actor");
  const request = refundOf(order.number);
  await staff.refundOrder(request);
  await refused(
    { idempotencyKey: request.idempotencyKey, reason: "Another" },
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
  );
  assert.equal((await shop.database`select from refunds`).length, 1);
});

Deno.test("only staff refund and see disputes, and only the edge hands in events", async () => {
  await using served = await serve();
  const nobody = failsWith(ErrorCode.UNAUTHENTICATED);
  await assert.rejects(served.edge.refundOrder(refundOf("SF-00000000")), nobody);
  await assert.rejects(served.edge.listDisputes({}), nobody);
  const event = { provider: "test", body: new Uint8Array(1) };
  await assert.rejects(served.staff.receivePaymentEvent(event), failsWith(ErrorCode.PERMISSION_DENIED));
});

Deno.test("ReceivePaymentEvent takes what the provider signed, and nothing else", async () => {
  await using served = await serve();
  const { shop, edge } = served;
  const order = await shop.paidOrder("placed", { token: "card_visa_3155" });
  const { reference } = await booksOf(shop.database, order.id);
  const data = { key: order.key, reference, status: "declined", reason: "no", cardBrand: "visa", cardLast4: "3155" };
  const body = new TextEncoder().encode(JSON.stringify({ id: "evt_1", type: "payment.declined", data }));
  const event = (secret: string, provider = "test") =>
    create(ReceivePaymentEventRequestSchema, {
      provider,
      body,
      headers: { "bank-signature": signBody(secret, body, new Date()) },
    });
  await assert.rejects(edge.receivePaymentEvent(event("guess")), failsWith(ErrorCode.UNAUTHENTICATED));
  await assert.rejects(
    edge.receivePaymentEvent(event(shop.bank.webhookSecret, "stripe")),
    failsWith(ErrorCode.NOT_FOUND),
  );
  assert.equal((await booksOf(shop.database, order.id)).status, "challenged");
  assert.equal((await edge.receivePaymentEvent(event(shop.bank.webhookSecret))).repeated, false);
  assert.equal((await edge.receivePaymentEvent(event(shop.bank.webhookSecret))).repeated, true);
  assert.equal((await booksOf(shop.database, order.id)).status, "declined");
});

Deno.test("ListDisputes pages through disputes, newest first, and leaves out those that are over", async () => {
  await using served = await serve();
  const { shop, staff } = served;
  const order = await shop.paidOrder("paid");
  const [payment] = await shop.database<{ id: bigint }[]>`select id from payments where order_id = ${order.id}`;
  for (const [index, status] of (["open", "won", "open", "lost", "open"] as const).entries()) {
    const news = { about: "dispute" as const, payment: { reference: "" }, reason: "fraudulent", status };
    const dispute = { ...news, reference: `dp_${index}`, amount: 100n };
    await shop.inside((tx) => recordDispute(tx, payment!.id, "test", dispute));
  }
  const first = await staff.listDisputes({ pageSize: 3 });
  const second = await staff.listDisputes({ pageSize: 3, cursor: first.nextCursor });
  const references = [...first.disputes, ...second.disputes].map(({ reference }) => reference);
  assert.deepEqual(references, ["dp_4", "dp_3", "dp_2", "dp_1", "dp_0"]);
  assert.equal(second.nextCursor, "");
  const { disputes } = await staff.listDisputes({ onlyOpen: true });
  assert.deepEqual(disputes.map(({ reference }) => reference), ["dp_4", "dp_2", "dp_0"]);
  const { orderNumber, status, amount, provider, reason } = disputes[0]!;
  assert.deepEqual([orderNumber, status, provider, reason], [order.number, DisputeStatus.OPEN, "test", "fraudulent"]);
  assert.deepEqual([amount!.minorUnits, amount!.currencyCode], [100n, "GBP"]);
});

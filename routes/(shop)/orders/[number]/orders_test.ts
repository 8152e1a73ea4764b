import { deepEqual, doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  OrderStatus,
  PaymentStatus,
  RefundSchema,
  ReturnSchema,
  ReturnStatus,
  ShipmentSchema,
} from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../../(_testing)/html.ts";
import { CHECKOUT, sampleShop } from "../../../(_testing)/sample_shop.ts";
import { BANK, visit } from "../../../(_testing)/test_site.ts";

const PAGE = "/orders/SF-1001";
const NOW = timestampFromDate(new Date("2026-11-22T12:00:00Z"));
const MUG = "quantity.MUG-S-S";

async function buyer({ challengeUrl }: { challengeUrl?: string } = {}) {
  const shop = sampleShop();
  shop.challengeUrl = challengeUrl;
  const visitor = await visit(shop);
  await visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "2" });
  await visitor.post("/checkout", { ...CHECKOUT, "total.standard": "GBP 3195" });
  const read = async (path = PAGE) => await (await visitor.get(path)).text();
  return { shop, visitor, read, links: async () => linksOf(await read()) };
}

const linksOf = (html: string) =>
  tagsOf(html).filter(({ name }) => name === "a").map(({ attributes }) => attributes.href ?? "");
const title = (html: string) => /<h1[^>]*>([^<]*)/.exec(html)?.[1];

Deno.test("an order that waits for its customer leads to the bank, if the shop knows the bank", async () => {
  const { read } = await buyer({ challengeUrl: `${BANK}/challenge/1` });
  const html = await read();
  equal(title(html), "Your bank has a question");
  equal(linksOf(html).includes(`${BANK}/challenge/1`), true);
  for (const challengeUrl of ["https://evil.example/", "javascript:alert(1)", ""]) {
    const html = await (await buyer({ challengeUrl })).read();
    equal(title(html), "Waiting for your bank");
    doesNotMatch(html, /evil|javascript:/);
  }
});

Deno.test("an order whose payment failed says why, that nothing is paid, and leads to the cart", async () => {
  const { shop, read } = await buyer({ challengeUrl: `${BANK}/challenge/1` });
  shop.book.change("SF-1001", (order) => order.payment!.status = PaymentStatus.DECLINED);
  shop.book.advance("SF-1001", OrderStatus.CANCELLED, "system", "Your bank did not approve the payment.");
  const html = await read();
  equal(title(html), "The payment did not go through");
  for (
    const text of [
      /You pay nothing\. What you wanted is in your cart again/,
      />Your bank did not approve the payment\. </,
    ]
  ) {
    match(html, text);
  }
  doesNotMatch(html, /Cannot charge|Paid with|Cancel order/);
});

Deno.test("an order that its buyer called off while the bank asked leads to the cart", async () => {
  const { shop, read } = await buyer({ challengeUrl: `${BANK}/challenge/1` });
  shop.book.advance("SF-1001", OrderStatus.CANCELLED, "customer");
  const html = await read();
  equal(title(html), "Order cancelled");
  match(html, /You pay nothing\. What you wanted is in your cart again/);
});

Deno.test("an order that staff called off says why, and where the money is", async () => {
  const { shop, read } = await buyer();
  shop.book.advance("SF-1001", OrderStatus.CANCELLED, "staff", "the last one broke");
  const refund = create(RefundSchema, {
    amount: { currencyCode: "GBP", minorUnits: 3195n },
    reason: "Cancelled",
    at: NOW,
  });
  shop.book.change("SF-1001", ({ refunds }) => refunds.push(refund));
  const html = await read();
  equal(title(html), "Order cancelled");
  for (
    const text of [/>The last one broke\. </, /£31\.95 is on its way back to your card/, /On its way to your card/]
  ) {
    match(html, text);
  }
  refund.isDone = true;
  match(await read(), /£31\.95 went back to your card/);
});

Deno.test("parcels have a link to their carrier only where it is safe", async () => {
  const { shop, read } = await buyer();
  const urls = ["https://carrier.example/1", "http://carrier.example/2", "javascript:alert(3)", ""];
  shop.book.change("SF-1001", ({ shipments }) => {
    shipments.push(...urls.map((trackingUrl, index) =>
      create(ShipmentSchema, {
        carrier: "Royal Mail",
        trackingNumber: `RM${index}`,
        trackingUrl,
        shippedAt: NOW,
        items: [{ sku: "MUG-S-S", quantity: 1 }],
      })
    ));
  });
  const html = await read();
  for (const index of urls.keys()) match(html, new RegExp(`RM${index}<`));
  deepEqual(linksOf(html).filter((href) => /carrier|javascript/.test(href)), ["https://carrier.example/1"]);
  match(html, /1 × Stoneware Mug/);
  match(html, /Sent <time datetime="2026-11-22T12:00:00\.000Z">22 Nov, 12:00 UTC/);
});

Deno.test("an order is called off on a page that says what happens to the money", async () => {
  const { shop, visitor, read, links } = await buyer();
  equal((await links()).includes(`${PAGE}/cancel`), true);
  match(await read(`${PAGE}/cancel`), /nothing will be sent\. £31\.95 goes back to your card/);
  const { status, headers } = await visitor.post(`${PAGE}/cancel`, { reason: " Changed my mind " });
  deepEqual([status, headers.get("location")], [303, PAGE]);
  deepEqual(shop.orders[0]?.history.at(-1)?.reason, "Changed my mind");
  match(await read(), />You called it off\. </);
  equal((await links()).includes(`${PAGE}/cancel`), false);
  equal((await visitor.get(`${PAGE}/cancel`)).headers.get("location"), PAGE, "there is nothing to call off");
});

Deno.test("an order that cannot be called off any more says so, and so does one that cannot be reached", async () => {
  const { shop, visitor } = await buyer();
  shop.book.advance("SF-1001", OrderStatus.SHIPPED);
  const late = await visitor.post(`${PAGE}/cancel`, { reason: "x" });
  equal(late.status, 409);
  match(await late.text(), /too late to cancel this order/);
  shop.book.change("SF-1001", (order) => order.status = OrderStatus.PLACED);
  match(await (await visitor.post(`${PAGE}/cancel`, {})).text(), /just deciding about the payment/);
  for (const code of [ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED]) {
    shop.failures.cancelOrder = new ShopError(code, "Cannot cancel");
    match(await (await visitor.post(`${PAGE}/cancel`, { reason: "kept" })).text(), /The shop is busy[^]*kept/);
  }
  shop.failures.cancelOrder = new ShopError(ErrorCode.UNSPECIFIED, "bug");
  equal((await visitor.post(`${PAGE}/cancel`, {})).status, 500);
});

Deno.test("things of a delivered order are asked back once, however often the form is sent", async () => {
  const { shop, visitor, read, links } = await buyer();
  equal((await links()).includes(`${PAGE}/return`), false, "it has not arrived");
  equal((await visitor.get(`${PAGE}/return`)).status, 303);
  shop.book.advance("SF-1001", OrderStatus.DELIVERED);
  equal((await links()).includes(`${PAGE}/return`), true);
  const { key, [MUG]: preset } = fieldsOf(await read(`${PAGE}/return`));
  equal(preset, "2");
  const form = { key: key!, [MUG]: "1", reason: "Too small" };
  for (const response of [await visitor.post(`${PAGE}/return`, form), await visitor.post(`${PAGE}/return`, form)]) {
    deepEqual([response.status, response.headers.get("location")], [303, PAGE]);
  }
  deepEqual(shop.book.returnsAsked.map(({ idempotencyKey }) => idempotencyKey), [key, key]);
  const { items, reason } = shop.orders[0]!.returns[0]!;
  deepEqual([items.map(({ sku, quantity }) => [sku, quantity]), reason], [[["MUG-S-S", 1]], "Too small"]);
  match(await read(), /RMA-1[^]*1 × Stoneware Mug[^]*We look at it, and write to you/);
  match(await read(`${PAGE}/return`), /1 of 2 can come back/);
});

Deno.test("returns that were refused may be asked for again, and those that were not may not", async () => {
  const { shop, links } = await buyer();
  shop.book.advance("SF-1001", OrderStatus.DELIVERED);
  const wish = create(ReturnSchema, { number: "RMA-1", items: [{ sku: "MUG-S-S", quantity: 2 }], requestedAt: NOW });
  shop.book.change("SF-1001", ({ returns }) => returns.push(wish));
  for (const status of [ReturnStatus.REQUESTED, ReturnStatus.APPROVED, ReturnStatus.RECEIVED, ReturnStatus.REFUNDED]) {
    wish.status = status;
    equal((await links()).includes(`${PAGE}/return`), false, ReturnStatus[status]);
  }
  wish.status = ReturnStatus.REJECTED;
  equal((await links()).includes(`${PAGE}/return`), true);
});

Deno.test("a return that says too little, or is refused, is said so and keeps what was typed", async () => {
  const { shop, visitor } = await buyer();
  shop.book.advance("SF-1001", OrderStatus.DELIVERED);
  const send = async (fields: Record<string, string>) => {
    const response = await visitor.post(`${PAGE}/return`, {
      key: CHECKOUT.key,
      [MUG]: "1",
      reason: "Broken",
      ...fields,
    });
    return { status: response.status, html: await response.text() };
  };
  for (
    const [fields, text] of [
      [{ [MUG]: "0" }, /Say how many of what you send back/],
      [{ [MUG]: "-1" }, /Say how many of Stoneware Mug: a whole number/],
      [{ reason: " " }, /Say in a few words why/],
    ] as const
  ) {
    const { status, html } = await send(fields);
    equal(status, 422);
    match(html, text);
    equal(fieldsOf(html).key, CHECKOUT.key);
  }
  for (
    const [error, status, text, isNewKey] of [
      [new ShopError(ErrorCode.WRONG_STATE, "Cannot send back"), 409, /for 30 days after it arrived/, false],
      [invalidArgument("Cannot send back", "items[0]", "Must be less"), 400, /More is asked back than is left/, false],
      [new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer"), 503, /The shop is busy/, false],
      [new ShopError(ErrorCode.IDEMPOTENCY_KEY_REUSED, "Cannot send back"), 422, /This form was sent before/, true],
    ] as const
  ) {
    shop.failures.requestReturn = error;
    const { status: answered, html } = await send({});
    equal(answered, status);
    match(html, text);
    match(html, /Broken<\/textarea>/);
    equal(fieldsOf(html)[MUG], "1");
    (isNewKey ? notEqual : equal)(fieldsOf(html).key, CHECKOUT.key);
  }
});

Deno.test("nobody sees or changes somebody else's order", async () => {
  const { shop } = await buyer();
  for (const other of [await visit(shop), await visit(shop, { known: false })]) {
    for (const page of ["cancel", "return"]) {
      equal((await other.get(`${PAGE}/${page}`)).status, 404, page);
      equal((await other.post(`${PAGE}/${page}`, { reason: "x", key: CHECKOUT.key, [MUG]: "1" })).status, 404, page);
    }
  }
  deepEqual(shop.orders[0]?.status, OrderStatus.PAID);
});

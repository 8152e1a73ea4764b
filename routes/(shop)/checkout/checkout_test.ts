import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { ErrorCode, type ErrorDetails, invalidArgument, ShopError } from "../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../(_testing)/html.ts";
import { CHECKOUT, sampleShop } from "../../(_testing)/sample_shop.ts";
import { BANK, visit } from "../../(_testing)/test_site.ts";

async function shopper() {
  const shop = sampleShop();
  const visitor = await visit(shop);
  await visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  const fail = (code: ErrorCode, details: ErrorDetails = {}) => {
    shop.failures.placeOrder = new ShopError(code, "Cannot place order", { details });
  };
  return { shop, visitor, fail };
}

/** What was typed is there again, but nothing of the card. */
function checkKept(html: string): void {
  const fields = fieldsOf(html);
  for (const name of ["contact.email", "shipping_address.name", "shipping_address.postal_code"] as const) {
    equal(fields[name], CHECKOUT[name], name);
  }
  deepEqual([fields["card.number"], fields["card.expiry"], fields["card.security_code"]], ["", "", ""]);
  doesNotMatch(html.replaceAll(fields.key!, ""), /987|04\/30/);
}

Deno.test("a purchase with forms alone leads to the order's page", async () => {
  const { shop, visitor } = await shopper();
  const page = await (await visitor.get("/checkout")).text();
  const { key, "total.standard": total } = fieldsOf(page);
  equal(total, "GBP 1795");
  const bought = await visitor.post("/checkout", { ...CHECKOUT, key: key! });
  deepEqual([bought.status, bought.headers.get("location")], [303, "/orders/SF-1001"]);
  const [request] = shop.placed;
  equal(request?.idempotencyKey, key);
  equal(request?.contact?.phone, "+442071234567");
  deepEqual([request?.card?.expiryMonth, request?.card?.expiryYear], [4, 2030]);
  equal(request?.expectedTotal?.minorUnits, 1795n);
  const order = await (await visitor.get("/orders/SF-1001")).text();
  for (const text of [/SF-1001/, /Payment received/, /Ada Lovelace/, /£17\.95/, /ending in 4242/]) match(order, text);
});

Deno.test("the same form sent twice is one order, also when the cart is empty by then", async () => {
  const { shop, visitor } = await shopper();
  const [first, second] = [await visitor.post("/checkout", CHECKOUT), await visitor.post("/checkout", CHECKOUT)];
  deepEqual([first.status, second.status], [303, 303]);
  equal(first.headers.get("location"), second.headers.get("location"));
  equal(shop.orders.length, 1);
});

Deno.test("every form gets a key of its own", async () => {
  const { visitor } = await shopper();
  const key = async () => fieldsOf(await (await visitor.get("/checkout")).text()).key;
  notEqual(await key(), await key());
});

Deno.test("empty fields are named at the field and in a summary that takes the focus", async () => {
  const { visitor, shop } = await shopper();
  const response = await visitor.post("/checkout", { key: CHECKOUT.key });
  equal(response.status, 422);
  const html = await response.text();
  const invalid = tagsOf(html).filter(({ attributes }) => attributes["aria-invalid"] === "true").map(({ attributes }) =>
    attributes
  );
  deepEqual(invalid.map(({ name }) => name), [
    "contact.email",
    "shipping_address.name",
    "shipping_address.line1",
    "shipping_address.postal_code",
    "shipping_address.city",
    "card.number",
    "card.expiry",
    "card.security_code",
  ]);
  const ids = new Set(tagsOf(html).map(({ attributes }) => attributes.id));
  for (const { "aria-describedby": error = "", id } of invalid) {
    ok(ids.has(error.split(" ")[0]), error);
    ok(html.includes(`href="#${id}"`), `the summary leads to ${id}`);
  }
  ok(
    tagsOf(html).some(({ attributes }) =>
      attributes.id === "problem" && "autofocus" in attributes && attributes.role === "alert"
    ),
  );
  equal(shop.placed.length, 0);
});

Deno.test("what the service finds wrong is said at the field, in words for people", async () => {
  const { shop, visitor } = await shopper();
  for (
    const [path, field, text] of [
      ["contact.email", "contact.email", /Enter an address such as name@example\.com\./],
      ["shipping_address.postal_code", "shipping_address.postal_code", /Must be so\./],
      ["card.expiry_month", "card.expiry", /Must be so\./],
    ] as const
  ) {
    shop.failures.placeOrder = invalidArgument("Cannot place order", path, "Must be so");
    const response = await visitor.post("/checkout", CHECKOUT);
    equal(response.status, 400);
    const html = await response.text();
    match(html, text);
    ok(
      tagsOf(html).some(({ attributes }) => attributes.name === field && attributes["aria-invalid"] === "true"),
      field,
    );
    checkKept(html);
  }
  shop.failures.placeOrder = invalidArgument("Cannot place order", "guest_id", "Must be a UUID");
  equal((await visitor.post("/checkout", CHECKOUT)).status, 500, "what nobody typed is a bug");
});

for (
  const [name, code, details, status, text] of [
    ["a declined card", ErrorCode.PAYMENT_DECLINED, {}, 402, /Nothing was charged, and your cart is as it was/],
    [
      "a coupon that is used up",
      ErrorCode.COUPON_REFUSED,
      { violations: [{ field: "coupons[0]", description: "The coupon is used up" }] },
      409,
      /SPRING: The coupon is used up\./,
    ],
    ["a service that is away", ErrorCode.UNAVAILABLE, {}, 503, /Nothing was charged that we know of/],
    ["an answer that came too late", ErrorCode.DEADLINE_EXCEEDED, {}, 504, /counts only once/],
    ["an order under way", ErrorCode.REQUEST_IN_PROGRESS, {}, 409, /just being placed/],
    [
      "a total that changed",
      ErrorCode.PRICE_CHANGED,
      { priceChanged: { currency: "GBP", expectedMinor: 1795n, currentMinor: 1895n } },
      409,
      /was £17\.95 and is £18\.95 now/,
    ],
    [
      "stock that is gone",
      ErrorCode.OUT_OF_STOCK,
      { outOfStock: [{ sku: "MUG-S-S", requested: 1, available: 0 }] },
      409,
      /Stoneware Mug is sold out[^]*href="\/cart"/,
    ],
  ] as const
) {
  Deno.test(`${name} is told, and nothing that was typed is lost`, async () => {
    const { visitor, fail } = await shopper();
    fail(code, details as unknown as ErrorDetails);
    const response = await visitor.post("/checkout", { ...CHECKOUT, coupons: "SPRING" });
    equal(response.status, status);
    const html = await response.text();
    match(html, text);
    checkKept(html);
    // A declined attempt is answered the same under its key for ever; all else may be tried again under it.
    equal(fieldsOf(html).key === CHECKOUT.key, code !== ErrorCode.PAYMENT_DECLINED);
  });
}

Deno.test("after a change of price the form states the new total", async () => {
  const { shop, visitor, fail } = await shopper();
  shop.products[0]!.variants[0]!.price!.minorUnits = 1500n;
  fail(ErrorCode.PRICE_CHANGED);
  const html = await (await visitor.post("/checkout", CHECKOUT)).text();
  equal(fieldsOf(html)["total.standard"], "GBP 1895");
});

Deno.test("a key that was used for another order is replaced", async () => {
  const { visitor, fail } = await shopper();
  fail(ErrorCode.IDEMPOTENCY_KEY_REUSED);
  const html = await (await visitor.post("/checkout", CHECKOUT)).text();
  match(html, /Check your cart before you order again/);
  notEqual(fieldsOf(html).key, CHECKOUT.key);
});

for (const code of [ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.REQUEST_IN_PROGRESS]) {
  Deno.test(`an order that may be there, by ${ErrorCode[code]}, is sent again as it was`, async () => {
    const { shop, visitor, fail } = await shopper();
    const sent = { ...CHECKOUT, coupons: "SPRING", "total.standard": "GBP 1595" };
    fail(code);
    // It is there, though the answer did not say so, and the cart is empty.
    await shop.clients.cart.setCartLine({ guestId: visitor.guestId, sku: "MUG-S-S", quantity: 0 });
    const fields = fieldsOf(await (await visitor.post("/checkout", sent)).text());
    const { "card.number": number, "card.expiry": expiry, "card.security_code": securityCode, q: _q, ...kept } = fields;
    deepEqual([number, expiry, securityCode], ["", "", ""]);
    const { "card.number": _n, "card.expiry": _e, "card.security_code": _s, ...others } = sent;
    deepEqual(kept, others);
  });
}

Deno.test("another country brings its ways of delivery and keeps what was typed", async () => {
  const { shop, visitor } = await shopper();
  const update = (country: string) =>
    visitor.post("/checkout", { ...CHECKOUT, "shipping_address.country_code": country, intent: "update" });
  const france = await update("FR");
  equal(france.status, 200);
  const html = await france.text();
  match(html, /£9\.95/);
  checkKept(html);
  match(await (await update("JP")).text(), /do not send to this country yet/);
  match(await (await update("<script>")).text(), /£3\.95/);
  equal(shop.placed.length, 0);
});

Deno.test("an empty cart leads back to the cart", async () => {
  const visitor = await visit(sampleShop());
  deepEqual([(await visitor.get("/checkout")).status, (await visitor.get("/checkout")).headers.get("location")], [
    302,
    "/cart",
  ]);
  const sent = await visitor.post("/checkout", CHECKOUT);
  deepEqual([sent.status, sent.headers.get("location")], [303, "/cart"]);
});

Deno.test("an order that the bank wants to hear about leads there, if the shop knows the bank", async () => {
  const { shop, visitor } = await shopper();
  shop.challengeUrl = `${BANK}/challenge/1`;
  const known = await visitor.post("/checkout", CHECKOUT);
  deepEqual([known.status, known.headers.get("location")], [303, `${BANK}/challenge/1`]);
  for (const url of ["https://evil.example/", `${BANK}.evil.example/`, "javascript:alert(1)", ""]) {
    const { shop, visitor } = await shopper();
    shop.challengeUrl = url;
    equal((await visitor.post("/checkout", CHECKOUT)).headers.get("location"), "/orders/SF-1001", url);
  }
});

Deno.test("where no test provider takes the money, no card is asked for and none goes on", async () => {
  const shop = sampleShop();
  const visitor = await visit(shop, { takesTestCards: false });
  await visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  const html = await (await visitor.get("/checkout")).text();
  match(html, /Paying is not possible on this site yet/);
  doesNotMatch(html, /name="card\.|4242/);
  equal((await visitor.post("/checkout", CHECKOUT)).status, 422);
  equal(shop.placed.length, 0);
});

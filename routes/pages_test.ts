import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  AppliedPromotionSchema,
  type Order,
  OrderStatus,
  RefundSchema,
  ReturnSchema,
  ReturnStatus,
  ShipmentSchema,
} from "../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { tagsOf, unlabelled } from "./(_testing)/html.ts";
import { CHECKOUT, HOSTILE, sampleShop } from "./(_testing)/sample_shop.ts";
import { type TestVisitor, visit } from "./(_testing)/test_site.ts";
import { ACCOUNT_PAGES, customer, TOTP_URI } from "./(shop)/account/(_testing)/customer.ts";

const PUBLIC = ["/", "/categories/kitchen", "/categories/mugs?a.Material=Stoneware&price=1000-1999&stock=1&sort=newest"]
  .concat(["/search", "/search?q=mug", "/search?q=nothing", "/products/mug", "/products/bowl", "/products/evil"]);
const SCRIPTLESS = ["/about", "/no-such-page", "/register/sent", "/forgot-password/sent"];
const ENTRANCES = ["/sign-in", "/sign-in?notice=verified&next=%2Fcart", "/sign-in/second-factor", "/register"]
  .concat(["/verify-email", "/verify-email?token=x", "/confirm-email?token=x", "/forgot-password"])
  .concat(["/reset-password?token=x", "/setup?token=x"]);
/** A sign-in that waits for its second factor. */
const WAITING = { cookie: "__Host-second-factor=tp.1" };

/** A visitor who has bought a mug and put another into the cart. */
async function shopper(shop = sampleShop()): Promise<TestVisitor & { order: string; delivered: string }> {
  const visitor = await visit(shop);
  const add = () => visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  const buy = async (key: string) => {
    await add();
    return (await visitor.post("/checkout", { ...CHECKOUT, key })).headers.get("location")!;
  };
  const [order, delivered] = [await buy(CHECKOUT.key), await buy("another-key")];
  shop.book.advance("SF-1002", OrderStatus.DELIVERED);
  shop.book.change("SF-1002", addHostileTexts);
  await add();
  return { ...visitor, order, delivered };
}

function addHostileTexts(order: Order): void {
  const at = timestampFromDate(new Date());
  order.promotions.push(create(AppliedPromotionSchema, { name: HOSTILE, coupon: HOSTILE }));
  order.shipments.push(
    create(ShipmentSchema, { carrier: HOSTILE, trackingNumber: HOSTILE, trackingUrl: `https://x/${HOSTILE}` }),
  );
  order.refunds.push(create(RefundSchema, { reason: HOSTILE, at }));
  const [status, items] = [ReturnStatus.REJECTED, [{ sku: HOSTILE, quantity: 1 }]];
  order.returns.push(create(ReturnSchema, { number: HOSTILE, status, items, rejection: HOSTILE }));
}

type Check = (html: string, path: string, response: Response) => void;

async function everyPage(check: Check): Promise<void> {
  await everyAccountPage(check);
  const visitor = await shopper();
  const { order, delivered } = visitor;
  const own = [
    "/cart",
    "/checkout",
    order,
    `${order}/cancel`,
    delivered,
    `${delivered}/return`,
    "/products/bowl/notice",
  ];
  for (const path of [...PUBLIC, ...SCRIPTLESS, ...ENTRANCES, ...own]) {
    const response = await visitor.get(path, WAITING);
    equal(response.status, path === "/no-such-page" ? 404 : 200, path);
    check(await response.text(), path, response);
  }
  for (const path of ["/checkout", `${delivered}/return`]) {
    const refused = await visitor.post(path, { coupon: HOSTILE.slice(0, 40) });
    check(await refused.text(), `${path} after a refusal`, refused);
  }
  await everyRefusal(check);
}

/** Each form by which people come in, with the method it asks and what is typed into it. */
const ENTRANCE_FORMS = [
  ["/register", "register", ["display_name", "email", "password"]],
  ["/sign-in", "signIn", ["email", "password"]],
  ["/sign-in/second-factor", "completeSignIn", ["totp_code"]],
  ["/verify-email", "resendVerification", ["email"]],
  ["/forgot-password", "requestPasswordReset", ["email"]],
  ["/reset-password", "resetPassword", ["token", "new_password"]],
  ["/setup", "claimAdministrator", ["token", "display_name", "email", "password"]],
] as const;

/** Those forms again, with all that was typed hostile and refused. */
async function everyRefusal(check: (html: string, path: string, response: Response) => void): Promise<void> {
  const shop = sampleShop();
  const visitor = await visit(shop);
  for (const [path, method, fields] of ENTRANCE_FORMS) {
    const typed = fields.filter((field) => field !== "token");
    const violations = typed.map((field) => ({ field, description: HOSTILE }));
    const refusal = new ShopError(ErrorCode.INVALID_ARGUMENT, "Cannot do it", { details: { violations } });
    Object.assign(shop.identity.answers, { [method]: () => Promise.reject(refusal) });
    const refused = await visitor.post(path, Object.fromEntries(fields.map((field) => [field, HOSTILE])), WAITING);
    equal(refused.status, 400, path);
    check(await refused.text(), `${path} after a refusal`, refused);
  }
}

/** Those of an account whose every text is hostile. */
async function everyAccountPage(check: Check): Promise<void> {
  const { visitor, identity } = await customer();
  const { passkeys = [] } = identity.account;
  Object.assign(identity.account, { displayName: HOSTILE, bio: HOSTILE, pendingEmail: HOSTILE });
  Object.assign(identity.account, { passkeys: passkeys.map((passkey) => ({ ...passkey, name: HOSTILE })) });
  for (const path of ACCOUNT_PAGES) {
    const response = await visitor.get(path);
    equal(response.status, 200, path);
    check(await response.text(), path, response);
  }
  identity.account.totp = false;
  for (
    const [path, fields] of [
      ["/account/profile", { bio: HOSTILE }],
      ["/account/addresses/new", { "address.line1": HOSTILE, "address.country_code": "US" }],
      ["/account/security/authenticator", { intent: "begin" }],
      ["/account/security/authenticator", { intent: "confirm", uri: `${TOTP_URI}${HOSTILE}`, code: "123456" }],
      ["/account/security/codes", {}],
      ["/account/privacy/erase", { confirmation: HOSTILE }],
    ] as const
  ) {
    const response = await visitor.post(path, fields as unknown as Record<string, string>);
    if (response.status !== 303) check(await response.text(), `${path} after a form`, response);
  }
}

Deno.test("no page has inline script, style or event handlers", () =>
  everyPage((html, path) => {
    for (const { name, attributes } of tagsOf(html)) {
      ok(!("style" in attributes), `style of <${name}> on ${path}`);
      ok(!Object.keys(attributes).some((key) => /^on/i.test(key)), `handler of <${name}> on ${path}`);
      if (name === "script") ok(attributes.src ?? attributes.type?.endsWith("json"), `inline script on ${path}`);
      ok(name !== "style", `inline style on ${path}`);
    }
  }));

Deno.test("every page has one h1, one main, a title, and a label for each field", () =>
  everyPage((html, path) => {
    const count = (name: string) => tagsOf(html).filter((tag) => tag.name === name).length;
    deepEqual([count("h1"), count("main"), count("title")], [1, 1, 1], path);
    deepEqual(unlabelled(html), [], path);
    const ids = tagsOf(html).flatMap(({ attributes }) => attributes.id ?? []);
    equal(new Set(ids).size, ids.length, `ids on ${path} are unique`);
  }));

Deno.test("every picture has a size, so that nothing shifts, and a text", () =>
  everyPage((html, path) => {
    for (const { attributes } of tagsOf(html).filter(({ name }) => name === "img")) {
      ok(attributes.width && attributes.height && attributes.alt !== undefined, path);
    }
  }));

Deno.test("hostile text stays text: in HTML, in attributes and in JSON", () =>
  everyPage((html, path) => {
    ok(!html.includes(HOSTILE) && !html.includes("<script>alert") && !html.includes("<img src=x"), path);
    ok(tagsOf(html).every(({ attributes }) => !("onerror" in attributes)), path);
  }));

Deno.test("pages that may be cached are the same for everybody", async () => {
  const [one, other] = [await shopper(), await visit(sampleShop(), { known: false })];
  for (const path of PUBLIC) {
    const [mine, theirs] = [await one.get(path), await other.get(path)];
    match(mine.headers.get("cache-control") ?? "", /^public, max-age=\d+, stale-while-revalidate=\d+/, path);
    const html = await mine.text();
    equal(html, await theirs.text(), path);
    ok(!html.includes(one.guestId), path);
  }
});

Deno.test("pages that are somebody's own are never kept", async () => {
  const visitor = await shopper();
  for (const path of ["/cart", "/cart/summary", "/checkout", visitor.order, ...ENTRANCES, "/sign-out"]) {
    equal((await visitor.get(path, WAITING)).headers.get("cache-control"), "private, no-store", path);
  }
});

Deno.test("pages without islands ship no script", async () => {
  const visitor = await visit(sampleShop());
  for (const path of SCRIPTLESS) doesNotMatch(await (await visitor.get(path)).text(), /<script|modulepreload/, path);
});

Deno.test("what is not there is answered 404", async () => {
  const visitor = await visit(sampleShop());
  for (const path of ["/products/none", "/categories/none", "/orders/SF-1", "/orders/SF-1/events", "/x"]) {
    const response = await visitor.get(path);
    equal(response.status, 404, path);
    match(await response.text(), /This page is not here/);
  }
  deepEqual(visitor.errors, []);
});

Deno.test("an unexpected error shows the request's id and nothing of the cause", async () => {
  const shop = sampleShop();
  shop.failures.getProduct = new ShopError(ErrorCode.UNSPECIFIED, "secret detail");
  const visitor = await visit(shop);
  const response = await visitor.get("/products/mug");
  const html = await response.text();
  equal(response.status, 500);
  match(html, /request-1/);
  doesNotMatch(html, /secret/);
  equal(visitor.errors.length, 1);
});

Deno.test("while services are away pages say so, with 503 and when to try again", async () => {
  const shop = sampleShop();
  shop.failures.listCategories = new ShopError(ErrorCode.UNAVAILABLE, "Cannot reach the order service");
  const visitor = await visit(shop);
  const response = await visitor.get("/");
  equal(response.status, 503);
  ok(Number(response.headers.get("retry-after")) > 0);
  match(await response.text(), /Back in a moment/);
  delete shop.failures.listCategories;
  equal((await visitor.get("/")).status, 200, "a failure is not remembered");
});

Deno.test("a product page tells search engines what it sells", async () => {
  const html = await (await (await visit(sampleShop())).get("/products/mug")).text();
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
  const { name, offers } = JSON.parse(json);
  deepEqual([name, offers.lowPrice, offers.highPrice, offers.priceCurrency], [
    "Stoneware Mug",
    "14.00",
    "18.00",
    "GBP",
  ]);
  match(html, /<link rel="canonical" href="https:\/\/shop.example\/products\/mug"/);
  match(html, /<meta property="og:image" content="https:\/\/shop.example\/images\/mug-sage.svg"/);
});

Deno.test("sitemap.xml names every product and category, robots.txt the sitemap", async () => {
  const visitor = await visit(sampleShop());
  const xml = await (await visitor.get("/sitemap.xml")).text();
  const paths = [...xml.matchAll(/<loc>https:\/\/shop.example([^<]*)<\/loc>/g)].map(([, path]) => path);
  deepEqual(paths, [
    "/",
    "/about",
    "/categories/kitchen",
    "/categories/mugs",
    "/products/mug",
    "/products/bowl",
    "/products/evil",
  ]);
  match(await (await visitor.get("/robots.txt")).text(), /Sitemap: https:\/\/shop.example\/sitemap.xml/);
});

Deno.test("a body that is no form is refused, not a failure of ours", async () => {
  const visitor = await visit(sampleShop());
  for (const path of ["/cart", "/checkout", "/products/mug"]) {
    const response = await visitor.post(path, {}, { "content-type": "application/json" });
    equal(response.status, 400, path);
    match(await response.text(), /That did not work/);
  }
  deepEqual(visitor.errors, []);
});

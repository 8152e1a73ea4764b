import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { aPrincipal } from "../../../edge/testing/people.ts";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { sampleShop } from "../../(_testing)/sample_shop.ts";
import { visit } from "../../(_testing)/test_site.ts";
import { tagsOf } from "../../(_testing)/html.ts";
import { ACCOUNT_PAGES, customer, EXPORT, ledTo } from "./(_testing)/customer.ts";

/** All that an account's owner may open. */
const PAGES = [...ACCOUNT_PAGES, `/account/privacy/exports/${EXPORT}`];
/** Those to look at alone. */
const NO_FORMS = ["/account/orders", "/account/security", `/account/privacy/exports/${EXPORT}`];
/** What only forms and scripts are sent to. */
const ACTIONS = ["/account/security/passkeys/begin", "/account/reauthenticate/passkey"];

for (const path of PAGES) {
  Deno.test(`${path} is its owner's alone: never kept, not for search engines, and not without a sign-in`, async () => {
    const { visitor } = await customer();
    const response = await visitor.get(path);
    equal(response.status, 200);
    equal(response.headers.get("cache-control"), "private, no-store");
    if (!path.includes("/exports/")) match(await response.text(), /<meta name="robots" content="noindex/);
    const nobody = await visit(sampleShop());
    const next = encodeURIComponent(path);
    deepEqual(ledTo(await nobody.get(`${path}`)), [303, `/sign-in?next=${next}`]);
  });
}

for (const path of [...PAGES, ...ACTIONS]) {
  Deno.test(`a form sent to ${path} without a sign-in does nothing`, async () => {
    const shop = sampleShop();
    const nobody = await visit(shop);
    const next = encodeURIComponent(path);
    const response = await nobody.post(path, { intent: "claim" });
    deepEqual(ledTo(response), NO_FORMS.includes(path) ? [401, null] : [303, `/sign-in?next=${next}`]);
    deepEqual(shop.identity.asked, []);
  });
}

Deno.test("the menu leads to the parts of the account and says which is open", async () => {
  const { read } = await customer();
  const current = tagsOf(await read("/account/security/devices")).filter(({ attributes }) =>
    "aria-current" in attributes
  );
  deepEqual(current.map(({ attributes }) => [attributes.href, attributes["aria-current"]]), [[
    "/account/security",
    "true",
  ]]);
});

Deno.test("a session that ended meanwhile leads to the sign-in and back, and the browser forgets it", async () => {
  const { visitor, fail } = await customer();
  fail("listAddresses", ErrorCode.UNAUTHENTICATED);
  deepEqual(ledTo(await visitor.get("/account/addresses?done=address")), [
    303,
    "/sign-in?next=%2Faccount%2Faddresses%3Fdone%3Daddress",
  ]);
  equal(visitor.session.principal, undefined);
});

Deno.test("a session whose access token ended with others goes on with the next one, and comes to the same page", async () => {
  const { visitor, identity, fail, asked } = await customer();
  const { sessionId } = visitor.session.principal!;
  identity.principal = aPrincipal({ sessionId, generation: 2 });
  fail("listAddresses", ErrorCode.UNAUTHENTICATED);
  deepEqual(ledTo(await visitor.get("/account/addresses?done=address")), [303, "/account/addresses?done=address"]);
  equal(visitor.session.principal!.generation, 2);
  // Where the next token is refused as well, that does not go on for ever
  equal(ledTo(await visitor.get("/account/addresses"))[1], "/sign-in?next=%2Faccount%2Faddresses");
  equal(asked("refreshSession").length, 2);
});

Deno.test("the overview greets, and shows the latest orders and where parcels go", async () => {
  const { read, asked } = await customer();
  const html = await read("/account");
  for (const text of [/Hello, Ada Lovelace/, /SF-7[^]*£17\.95/, /On its way/, /Stoneware Mug and 1 more/]) {
    match(html, text);
  }
  match(html, /12 St James&#39;s Square|12 St James's Square/);
  doesNotMatch(html, /1 Main Street/);
  equal(asked("listCustomerOrders")[0]?.pageSize, 3);
  ok(tagsOf(html).some(({ name, attributes }) => name === "form" && attributes.action === "/sign-out"));
});

Deno.test("guests' orders are claimed by a form, once the address is proved", async () => {
  const { read, visitor, asked, identity, fail } = await customer();
  match(await read("/account"), /2 orders were placed with your email address/);
  deepEqual(ledTo(await visitor.post("/account", { intent: "claim" })), [303, "/account?done=claimed"]);
  equal(asked("claimOrders").length, 1);
  match(await read("/account?done=claimed"), /The orders are yours now\./);
  identity.account.emailVerified = false;
  doesNotMatch(await read("/account"), /were placed with/);
  fail("claimOrders", ErrorCode.WRONG_STATE);
  const refused = await visitor.post("/account", { intent: "claim" });
  equal(refused.status, 409);
  match(await refused.text(), /Confirm your email address first\./);
});

Deno.test("who has not proved the address is told, and gets the link again at that address alone", async () => {
  const { read, visitor, asked, identity } = await customer();
  identity.account.emailVerified = false;
  match(await read("/account"), /open the link that we sent to ada@example\.com/);
  deepEqual(ledTo(await visitor.post("/account", { intent: "resend", email: "other@example.com" })), [
    303,
    "/account?done=resent",
  ]);
  deepEqual(asked("resendVerification").map(({ email }) => email), ["ada@example.com"]);
});

Deno.test("staff are told when their roles wait for a second factor", async () => {
  const { read, identity } = await customer();
  identity.account.secondFactorNeeded = true;
  match(await read("/account"), /href="\/account\/reauthenticate\?next=\/account"/);
  Object.assign(identity.account, { totp: false, passkeys: [] });
  match(await read("/account"), /needs a second factor[^]*href="\/account\/security"/);
});

Deno.test("orders are paged by cursors, which no other page takes", async () => {
  const { read, visitor, asked, fail } = await customer();
  const html = await read("/account/orders");
  match(html, /href="\/orders\/SF-7"/);
  match(html, /href="\/account\/orders\?cursor=a%2Bb%2Fc"/);
  match(await read("/account/orders?cursor=a%2Bb%2Fc"), /There are no more/);
  equal(asked("listCustomerOrders").at(-1)?.cursor, "a+b/c");
  fail("listCustomerOrders", ErrorCode.INVALID_ARGUMENT, "cursor");
  equal((await visitor.get("/account/orders?cursor=x")).status, 404);
});

Deno.test("an order of the account is read from any browser, as its own and for the account", async () => {
  const { visitor, shop } = await customer();
  const requests: unknown[] = [];
  shop.book.service = ((answer) => ({
    getOrder: (request: unknown) => (requests.push(request), answer("getOrder", () => ({}))),
  })) as typeof shop.book.service;
  const other = await visit(shop, { principal: visitor.session.principal! });
  await other.get("/orders/SF-7");
  const { shopperId, userId } = visitor.session.principal!;
  deepEqual(requests, [{ guestId: shopperId, customerId: userId, number: "SF-7" }]);
});

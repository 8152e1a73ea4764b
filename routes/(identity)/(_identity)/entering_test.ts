import { deepEqual, equal, match, ok } from "node:assert/strict";
import { aPrincipal } from "../../../edge/testing/people.ts";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { visit } from "../../(_testing)/test_site.ts";
import { failure, identityShop } from "../(_testing)/identity_shop.ts";

const FORM = { email: "ada@example.com", password: "correct horse" };
const WAITS = { outcome: { case: "secondFactor", value: { ticket: "1", totp: true, passkey: true } } } as const;
const TOLD = "__Host-second-factor=t.1; __Host-passkey=1";

/** Every way of coming in, by the form that ends it. */
const WAYS = [
  ["a password", "/sign-in", FORM],
  ["a passkey", "/sign-in", { passkey_json: "{}" }],
  ["a second factor", "/sign-in/second-factor", { totp_code: "123456" }],
] as const;

for (const [way, path, fields] of WAYS) {
  Deno.test(`who comes in by ${way} takes the guest's cart along, and the guest stays the browser's own`, async () => {
    const { shop, asked } = identityShop();
    const visitor = await visit(shop);
    const response = await visitor.post(path, fields, { cookie: TOLD });
    deepEqual([response.status, response.headers.get("location")], [303, "/account"]);
    deepEqual(asked.find(([method]) => method === "mergeCart")?.[1], { guestId: visitor.guestId });
    ok(!response.headers.getSetCookie().some((cookie) => /guest|cart-to-merge/.test(cookie)));
  });

  Deno.test(`staff who come in by ${way} without a second factor are led to set one up`, async () => {
    const { shop } = identityShop();
    shop.identity.principal = aPrincipal({ secondFactorNeeded: true });
    const response = await (await visit(shop)).post(path, { ...fields, next: "/checkout" }, { cookie: TOLD });
    equal(response.headers.get("location"), "/account/security");
  });
}

Deno.test("a browser without a guest has no cart to take along", async () => {
  const { shop, asked } = identityShop();
  await (await visit(shop, { known: false })).post("/sign-in", FORM);
  deepEqual(asked.map(([method]) => method), ["signIn"]);
});

Deno.test("nothing is taken along before the second factor is shown", async () => {
  const { shop, asked } = identityShop({ signIn: WAITS });
  const visitor = await visit(shop);
  await visitor.post("/sign-in", FORM);
  deepEqual([asked.map(([method]) => method), visitor.session.principal], [["signIn"], undefined]);
});

Deno.test("a cart that cannot be merged now keeps nobody out, and is merged when the cart is looked at", async () => {
  const { shop, asked, answer } = identityShop({ mergeCart: failure(ErrorCode.UNAVAILABLE) });
  const visitor = await visit(shop);
  const response = await visitor.post("/sign-in", FORM);
  deepEqual([response.status, response.headers.get("location")], [303, "/account"]);
  const [waiting = ""] = response.headers.getSetCookie();
  match(waiting, /^__Host-cart-to-merge=1; .*HttpOnly; SameSite=Lax; Secure$/);
  const cookie = waiting.split(";")[0]!;

  const merges = () => asked.filter(([method]) => method === "mergeCart").length;
  equal((await visitor.get("/cart", { cookie })).headers.get("set-cookie"), null, "still away");
  answer("mergeCart", {});
  match((await visitor.get("/cart", { cookie })).headers.get("set-cookie") ?? "", /^__Host-cart-to-merge=; Max-Age=0/);
  equal(merges(), 3);
  await visitor.get("/cart");
  visitor.session.end();
  await visitor.get("/cart", { cookie });
  equal(merges(), 3, "not without a need, and for nobody who is not signed in");
});

Deno.test("who is signed in is led on by the sign-in page", async () => {
  const visitor = await visit(identityShop().shop, { principal: aPrincipal() });
  equal((await visitor.get("/sign-in")).headers.get("location"), "/account");
  equal((await visitor.get("/sign-in?next=%2Fcart")).headers.get("location"), "/cart");
  equal((await visitor.get("/sign-in?next=%2F%2Fevil.example")).headers.get("location"), "/account");
});

Deno.test("/sign-out ends the session in the browser and at the user service", async () => {
  const { shop, asked } = identityShop();
  const visitor = await visit(shop, { principal: aPrincipal() });
  const { refreshToken } = visitor.session;
  const { status, headers } = await visitor.post("/sign-out", {});
  deepEqual([status, headers.get("location")], [303, "/sign-in?notice=signed_out"]);
  deepEqual(asked, [["signOut", { refreshToken }]]);
  equal(visitor.session.principal, undefined);
  equal((await visitor.post("/sign-out", {})).status, 303, "a second time does nothing");
});

Deno.test("/sign-out is nothing that a link can do, and ends the browser's session also when the shop is busy", async () => {
  const { shop, asked } = identityShop({ signOut: failure(ErrorCode.UNAVAILABLE) });
  const visitor = await visit(shop, { principal: aPrincipal() });
  equal((await visitor.get("/sign-out")).headers.get("location"), "/");
  deepEqual([asked, visitor.session.principal === undefined], [[], false]);
  equal((await visitor.post("/sign-out", {})).status, 503);
  equal(visitor.session.principal, undefined);
});

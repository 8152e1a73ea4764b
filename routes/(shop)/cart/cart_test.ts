import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { ErrorCode, invalidArgument, ShopError } from "../../../services/kit/errors.ts";
import { CHECKOUT, sampleShop } from "../../(_testing)/sample_shop.ts";
import { visit } from "../../(_testing)/test_site.ts";

const SAGE = { "option.Colour": "Sage", "option.Size": "Small", quantity: "2" };
const JSON_ONLY = { accept: "application/json" };

Deno.test("adding without script leads to the cart, which shows it", async () => {
  const visitor = await visit(sampleShop());
  const added = await visitor.post("/products/mug", SAGE);
  deepEqual([added.status, added.headers.get("location")], [303, "/cart"]);
  const html = await (await visitor.get("/cart")).text();
  match(html, /Stoneware Mug/);
  match(html, /£28\.00/);
});

Deno.test("adding with script answers how much is in the cart", async () => {
  const visitor = await visit(sampleShop());
  const added = await visitor.post("/products/mug", SAGE, JSON_ONLY);
  deepEqual(await added.json(), { status: 200, message: "2 added to your cart.", itemCount: 2 });
  deepEqual(await (await visitor.get("/cart/summary")).json(), { itemCount: 2 });
});

Deno.test("a combination that is not made, and a quantity that is none, are refused on the product's page", async () => {
  const visitor = await visit(sampleShop());
  for (
    const [fields, message] of [
      [{ ...SAGE, "option.Size": "Large" }, /combination is not made/],
      [{ ...SAGE, quantity: "0" }, /must be 1 or more/],
      [{ ...SAGE, quantity: "two" }, /must be 1 or more/],
    ] as const
  ) {
    const response = await visitor.post("/products/mug", fields);
    equal(response.status, 422);
    const html = await response.text();
    match(html, message);
    match(html, /role="alert"/);
  }
  deepEqual(await (await visitor.get("/cart/summary")).json(), { itemCount: 0 });
});

Deno.test("what the service refuses is said, and what it cannot help is an error page", async () => {
  const shop = sampleShop();
  const visitor = await visit(shop);
  shop.failures.addToCart = invalidArgument("Cannot add", "quantity", "At most 999 units of one item");
  const refused = await visitor.post("/products/mug", SAGE);
  equal(refused.status, 400);
  match(await refused.text(), /At most 999 units of one item\./);
  shop.failures.addToCart = new ShopError(ErrorCode.IDEMPOTENCY_KEY_REUSED, "Cannot add");
  deepEqual(await (await visitor.post("/products/mug", SAGE, JSON_ONLY)).json(), {
    status: 422,
    message: "This was added before. Look into your cart, or load the page again.",
  });
  shop.failures.addToCart = new ShopError(ErrorCode.WRONG_STATE, "Cannot add", {
    details: { violations: [{ field: "sku", description: "MUG has no price in EUR" }] },
  });
  const unsold = await visitor.post("/products/mug", SAGE);
  equal(unsold.status, 409);
  match(await unsold.text(), /MUG has no price in EUR\./);
  shop.failures.addToCart = new ShopError(ErrorCode.UNSPECIFIED, "bug");
  equal((await visitor.post("/products/mug", SAGE)).status, 500);
});

Deno.test("forms change and remove lines", async () => {
  const visitor = await visit(sampleShop());
  await visitor.post("/products/mug", SAGE);
  const count = async () => (await (await visitor.get("/cart/summary")).json()).itemCount;
  const change = async (fields: Record<string, string>) => {
    const { status } = await visitor.post("/cart", { sku: "MUG-S-S", ...fields });
    return [status, await count()];
  };
  deepEqual(await change({ quantity: "5" }), [303, 5]);
  deepEqual(await change({ quantity: "5", step: "1" }), [303, 6]);
  deepEqual(await change({ quantity: "6", step: "-1" }), [303, 5]);
  deepEqual(await change({ quantity: "-1" }), [422, 5]);
  deepEqual(await change({ quantity: "1000" }), [422, 5]);
  deepEqual(await change({ quantity: "5", step: "99" }), [422, 5]);
  deepEqual(await change({ remove: "1" }), [303, 0]);
  match(await (await visitor.get("/cart")).text(), /nothing in it yet/);
});

Deno.test("the cart says when a price has changed and when too few are left", async () => {
  const shop = sampleShop();
  const visitor = await visit(shop);
  await visitor.post("/products/mug", SAGE);
  doesNotMatch(await (await visitor.get("/cart")).text(), /price has changed|Only \d+ left/);
  shop.products[0]!.variants[0]!.price!.minorUnits = 1500n;
  shop.products[0]!.variants[0]!.available = 1;
  const html = await (await visitor.get("/cart")).text();
  match(html, /it was £14\.00 when you added it/);
  match(html, /Only 1 left/);
});

Deno.test("an empty cart leads to the order that was placed last, and to nothing that a cookie makes up", async () => {
  const visitor = await visit(sampleShop());
  await visitor.post("/products/mug", SAGE);
  const bought = await visitor.post("/checkout", { ...CHECKOUT, "total.standard": "GBP 3195" });
  const [cookie = ""] = bought.headers.getSetCookie();
  equal(cookie, "last-order=SF-1001; Path=/; HttpOnly; SameSite=Lax; Secure");
  const read = async (cookie: string) => await (await visitor.get("/cart", { cookie })).text();
  match(await read(`a=b; ${cookie.split(";")[0]}`), /href="\/orders\/SF-1001"/);
  for (const made of ["last-order=", "last-order=../../evil", "last-order=%2F%2Fevil", "x-last-order=SF-1"]) {
    doesNotMatch(await read(made), /\/orders\//, made);
  }
});

Deno.test("a visitor without a cart sees an empty one, and no service is asked", async () => {
  const visitor = await visit(sampleShop(), { known: false });
  match(await (await visitor.get("/cart")).text(), /nothing in it yet/);
  deepEqual(await (await visitor.get("/cart/summary")).json(), { itemCount: 0 });
});

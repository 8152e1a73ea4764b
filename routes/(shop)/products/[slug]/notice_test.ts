import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { ErrorCode, invalidArgument, ShopError } from "../../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../../(_testing)/html.ts";
import { sampleShop } from "../../../(_testing)/sample_shop.ts";
import { visit } from "../../../(_testing)/test_site.ts";

const WISH = { sku: "BOWL", email: " ada@example.com " };

Deno.test("who wants something that is sold out may ask for a mail, and others are not bothered with it", async () => {
  const shop = sampleShop();
  const visitor = await visit(shop, { known: false });
  const read = async (path: string) => await (await visitor.get(path)).text();
  doesNotMatch(await read("/products/mug"), /Tell me when it is back/);
  const html = await read("/products/bowl");
  match(html, /Tell me when it is back/);
  equal(fieldsOf(html).sku, "BOWL");
  const { status, headers } = await visitor.post("/products/bowl/notice", WISH);
  deepEqual([status, headers.get("location")], [303, "/products/bowl/notice"]);
  deepEqual(shop.notices, [{ sku: "BOWL", email: "ada@example.com" }]);
  match(await read("/products/bowl/notice"), /As soon as Everyday Bowl can be bought again/);
});

Deno.test("only variants that are sold out can be asked for", async () => {
  const shop = sampleShop();
  const [first, second] = shop.products[0]!.variants;
  first!.available = 0;
  const visitor = await visit(shop);
  const skus = async () => {
    const tags = tagsOf(await (await visitor.get("/products/mug")).text());
    return tags.filter(({ attributes: { value } }) => value?.startsWith("MUG-")).map(({ attributes }) =>
      attributes.value
    );
  };
  deepEqual(await skus(), [first!.sku]);
  second!.available = 0;
  deepEqual(await skus(), [first!.sku, second!.sku]);
});

Deno.test("an address that is none is said at its field", async () => {
  const shop = sampleShop();
  const visitor = await visit(shop);
  shop.failures.requestStockNotice = invalidArgument("Cannot", "email", "must be an address");
  const refused = await visitor.post("/products/bowl/notice", { ...WISH, email: "ada" });
  equal(refused.status, 400);
  const html = await refused.text();
  match(html, /Enter an address such as name@example\.com/);
  ok(tagsOf(html).some(({ attributes }) => attributes["aria-invalid"] === "true" && attributes.value === "ada"));
  shop.failures.requestStockNotice = invalidArgument("Cannot", "sku", "must not be empty");
  equal((await visitor.post("/products/bowl/notice", { ...WISH, sku: "" })).status, 404);
  shop.failures.requestStockNotice = new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer");
  equal((await visitor.post("/products/bowl/notice", WISH)).status, 503);
});

import { deepEqual, equal, match } from "node:assert/strict";
import { fieldsOf, tagsOf } from "../../(_testing)/html.ts";
import { CHECKOUT, sampleShop } from "../../(_testing)/sample_shop.ts";
import { visit } from "../../(_testing)/test_site.ts";

async function shopper() {
  const shop = sampleShop();
  const visitor = await visit(shop);
  await visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  return { shop, visitor };
}

Deno.test("a coupon lowers the total, is part of the order, and can be taken away", async () => {
  const { shop, visitor } = await shopper();
  const applied = await visitor.post("/checkout", { ...CHECKOUT, coupon: " spring ", intent: "update" });
  equal(applied.status, 200);
  const html = await applied.text();
  for (const text of [/spring<\/strong> is applied/, /Spring sale \(spring\)/, /−£2\.00/, /Check the new total/]) {
    match(html, text);
  }
  const fields = fieldsOf(html);
  deepEqual([fields.coupons, fields.coupon, fields["total.standard"]], ["spring", "", "GBP 1595"]);
  const removed = await visitor.post("/checkout", { ...CHECKOUT, coupons: "spring", remove_coupon: "SPRING" });
  deepEqual(fieldsOf(await removed.text())["total.standard"], "GBP 1795");
  equal(shop.placed.length, 0);
  await visitor.post("/checkout", { ...CHECKOUT, coupons: "spring", "total.standard": "GBP 1595" });
  deepEqual([shop.placed[0]?.coupons, shop.placed[0]?.expectedTotal?.minorUnits], [["spring"], 1595n]);
  match(await (await visitor.get("/orders/SF-1001")).text(), /Spring sale \(spring\)/);
});

Deno.test("a coupon typed and not applied changes the total: the order waits until it was seen", async () => {
  const { shop, visitor } = await shopper();
  const html = await (await visitor.post("/checkout", { ...CHECKOUT, coupon: "SPRING" })).text();
  equal(shop.placed.length, 0);
  match(html, /Check the new total, then place your order/);
  equal(fieldsOf(html)["contact.email"], CHECKOUT["contact.email"]);
});

Deno.test("a coupon that does not hold is named at its field and left out, and those that hold stay", async () => {
  const { visitor } = await shopper();
  const refused = await visitor.post("/checkout", { ...CHECKOUT, coupons: "SPRING", coupon: "NOPE", intent: "update" });
  equal(refused.status, 409);
  const html = await refused.text();
  match(html, /href="#coupon"/);
  match(html, /NOPE: There is no such coupon\./);
  const field = tagsOf(html).find(({ attributes }) => attributes.name === "coupon")?.attributes;
  deepEqual([field?.value, field?.["aria-invalid"]], ["NOPE", "true"]);
  deepEqual([fieldsOf(html).coupons, fieldsOf(html)["total.standard"]], ["SPRING", "GBP 1595"]);
});

Deno.test("states and provinces are asked for where they decide the tax, and nowhere else", async () => {
  const { shop, visitor } = await shopper();
  const NAME = "shipping_address.region";
  const regions = (html: string) => tagsOf(html).some(({ attributes }) => attributes.name === NAME);
  const update = async (fields: Record<string, string>) =>
    await (await visitor.post("/checkout", { ...CHECKOUT, ...fields, intent: "update" })).text();
  equal(regions(await update({})), false);
  const states = { "shipping_address.country_code": "US", [NAME]: "NY" };
  const html = await update(states);
  match(html, /<option value="NY" selected>New York/);
  match(html, /<dt[^>]*>Tax<\/dt><dd[^>]*>£0\.95/);
  equal(regions(await update({ "shipping_address.country_code": "CA", [NAME]: "ON" })), true);
  match(await update({ "shipping_address.country_code": "US", [NAME]: "ON" }), /<option value selected>Choose one/);

  const without = await visitor.post("/checkout", { ...CHECKOUT, ...states, [NAME]: "" });
  equal(without.status, 422);
  match(await without.text(), /State: Choose the state\./);
  await visitor.post("/checkout", { ...CHECKOUT, ...states, "total.standard": "GBP 2490" });
  equal(shop.placed[0]?.shippingAddress?.region, "NY");
});

Deno.test("prices that contain tax say how much, by the name it has there", async () => {
  const { visitor } = await shopper();
  const at = async (country: string) =>
    await (await visitor.post("/checkout", {
      ...CHECKOUT,
      "shipping_address.country_code": country,
      intent: "update",
    })).text();
  match(await at("GB"), /Includes VAT of<\/dt><dd>£2\.99/);
  match(await at("AU"), /Includes GST of/);
});

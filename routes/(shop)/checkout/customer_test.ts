import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../(_testing)/html.ts";
import { CHECKOUT } from "../../(_testing)/sample_shop.ts";
import { customer, FOREIGN, WORK } from "../account/(_testing)/customer.ts";

/** Ada, signed in, with a mug in her cart. */
async function shopper() {
  const ada = await customer();
  await ada.visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  return ada;
}

const country = (html: string) =>
  /<option value="([A-Z]{2})" selected/.exec(html)?.[1] ?? /<option selected value="([A-Z]{2})"/.exec(html)?.[1];

Deno.test("the checkout is filled in for who is signed in", async () => {
  const { read } = await shopper();
  const html = await read("/checkout");
  const fields = fieldsOf(html);
  deepEqual([fields["contact.email"], fields["contact.phone"], fields["shipping_address.line1"]], [
    "ada@example.com",
    "+442071234567",
    "12 St James's Square",
  ]);
  equal(country(html), "GB");
});

Deno.test("another address of the book is a button away, by itself, and nothing else that was typed is lost", async () => {
  const { visitor, shop } = await shopper();
  const typed = { ...CHECKOUT, "contact.email": "other@example.com", coupons: "SPRING" };
  const html = await (await visitor.post("/checkout", { ...typed, saved_address: WORK })).text();
  const fields = fieldsOf(html);
  deepEqual([fields["shipping_address.line1"], fields["shipping_address.postal_code"]], ["1 Main Street", "12207"]);
  deepEqual([fields["contact.email"], fields.coupons, fields.key], ["other@example.com", "SPRING", CHECKOUT.key]);
  match(html, /ZIP code/);
  match(html, /£9\.95/, "what delivery there costs");
  equal(shop.placed.length, 0, "choosing an address orders nothing");
});

Deno.test("an address that is not of the book changes nothing", async () => {
  const { visitor, shop } = await shopper();
  const html = await (await visitor.post("/checkout", { ...CHECKOUT, saved_address: FOREIGN })).text();
  equal(fieldsOf(html)["shipping_address.line1"], CHECKOUT["shipping_address.line1"]);
  equal(shop.placed.length, 0);
});

Deno.test("an order of who is signed in is the account's", async () => {
  const { visitor, shop } = await shopper();
  equal((await visitor.post("/checkout", CHECKOUT)).status, 303);
  const { shopperId, userId } = visitor.session.principal!;
  deepEqual([shop.placed[0]?.guestId, shop.placed[0]?.customerId], [shopperId, userId]);
});

Deno.test("while accounts cannot be read, buying is possible all the same", async () => {
  const { visitor, fail, read } = await shopper();
  fail("listAddresses", ErrorCode.UNAVAILABLE);
  fail("getAccount", ErrorCode.DEADLINE_EXCEEDED);
  const html = await read("/checkout");
  equal(fieldsOf(html)["contact.email"], "");
  doesNotMatch(html, /From your address book/);
  equal((await visitor.post("/checkout", CHECKOUT)).status, 303);
});

Deno.test("a guest's checkout knows nobody's addresses", async () => {
  const { visitor, read, asked } = await shopper();
  visitor.session.end();
  await visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  const before = asked("listAddresses").length;
  const html = await read("/checkout");
  equal(tagsOf(html).some(({ attributes }) => attributes.name === "saved_address"), false);
  equal(asked("listAddresses").length, before);
});

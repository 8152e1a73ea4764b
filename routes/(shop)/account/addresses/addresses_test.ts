import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../../(_testing)/html.ts";
import { ADDRESSES, customer, FOREIGN, HOME, ledTo, WORK } from "../(_testing)/customer.ts";

const FORM = {
  "address.country_code": "CA",
  "address.region": "ON",
  "address.name": " Ada ",
  "address.line1": "1 Sussex Drive",
  "address.line2": "",
  "address.postal_code": "K1A 0B1",
  "address.city": "Ottawa",
  "address.phone": "+1 (613) 555-0100",
  default_billing: "on",
};
const BOOK = "/account/addresses";

type Saved = { address: Record<string, unknown> };

Deno.test("the book shows each address, what it is used for, and what can be done", async () => {
  const { read } = await customer();
  const html = await read(BOOK);
  for (const text of [/Parcels go here[^]*SW1Y 4JH London/, /Bills go here[^]*12207 Albany NY[^]*United States/]) {
    match(html, text);
  }
  match(html, new RegExp(`href="${BOOK}/${HOME}"`));
});

Deno.test("an address is added, and leads back to the book", async () => {
  const { visitor, asked } = await customer();
  deepEqual(ledTo(await visitor.post(`${BOOK}/new`, FORM)), [303, `${BOOK}?done=address`]);
  const { address } = asked("saveAddress")[0] as Saved;
  const { id, name, line1, postalCode, countryCode, region, phone, defaultShipping, defaultBilling } = address;
  deepEqual([id, name, line1, postalCode, countryCode, region], ["", "Ada", "1 Sussex Drive", "K1A 0B1", "CA", "ON"]);
  deepEqual([phone, defaultShipping, defaultBilling], ["+16135550100", false, true]);
});

Deno.test("a new address that is sent twice is one", async () => {
  const { visitor, asked, identity } = await customer();
  await visitor.post(`${BOOK}/new`, FORM);
  const { address } = asked("saveAddress")[0] as Saved;
  const addresses = [{ ...address, id: WORK }];
  identity.answers.listAddresses = () => Promise.resolve({ addresses });
  deepEqual(ledTo(await visitor.post(`${BOOK}/new`, FORM)), [303, `${BOOK}?done=address`]);
  equal((asked("saveAddress")[1] as Saved).address.id, WORK);
});

Deno.test("an address is changed under its own id", async () => {
  const { visitor, read, asked } = await customer();
  const fields = fieldsOf(await read(`${BOOK}/${WORK}`));
  deepEqual([fields["address.name"], fields["address.postal_code"]], ["Ada at work", "12207"]);
  await visitor.post(`${BOOK}/${WORK}`, FORM);
  equal((asked("saveAddress")[0] as Saved).address.id, WORK);
});

Deno.test("what is missing is named as the country calls it, and nothing typed is lost", async () => {
  const { visitor, asked } = await customer();
  for (
    const [country, labels] of [
      ["US", ["State: Choose the state.", "ZIP code: Enter the ZIP code."]],
      ["CA", ["Province: Choose the province."]],
      ["FR", ["Postal code: Enter the postal code."]],
    ] as const
  ) {
    const form = { "address.country_code": country, "address.city": "Somewhere" };
    const response = await visitor.post(`${BOOK}/new`, form);
    equal(response.status, 422);
    const html = await response.text();
    for (const label of labels) ok(html.includes(label), label);
    equal(fieldsOf(html)["address.city"], "Somewhere");
    equal(tagsOf(html).some(({ attributes }) => attributes.name === "address.region"), country !== "FR");
  }
  deepEqual(asked("saveAddress"), []);
});

Deno.test("what the service finds wrong is said at the field, and a full book as a whole", async () => {
  const { visitor, fail } = await customer();
  fail("saveAddress", ErrorCode.INVALID_ARGUMENT, "address.postal_code");
  const wrong = await visitor.post(`${BOOK}/new`, FORM);
  equal(wrong.status, 400);
  match(await wrong.text(), /Postal code: Must be so\./);
  fail("saveAddress", ErrorCode.WRONG_STATE);
  const full = await visitor.post(`${BOOK}/new`, FORM);
  equal(full.status, 409);
  match(await full.text(), /Your address book is full/);
});

Deno.test("another country brings its form without saving anything", async () => {
  const { visitor, asked } = await customer();
  const html = await (await visitor.post(`${BOOK}/new`, { ...FORM, intent: "update" })).text();
  match(html, /Province/);
  equal(fieldsOf(html)["address.line1"], "1 Sussex Drive");
  doesNotMatch(html, /Please check/);
  deepEqual(asked("saveAddress"), []);
});

Deno.test("an address becomes the default, with all else as it is", async () => {
  const { visitor, asked } = await customer();
  await visitor.post(BOOK, { id: WORK, intent: "ship" });
  const { address } = asked("saveAddress")[0] as Saved;
  deepEqual([address.id, address.line1, address.defaultShipping, address.defaultBilling], [
    WORK,
    "1 Main Street",
    true,
    true,
  ]);
});

Deno.test("an address is deleted", async () => {
  const { visitor, asked } = await customer();
  deepEqual(ledTo(await visitor.post(BOOK, { id: HOME, intent: "delete" })), [303, `${BOOK}?done=address-deleted`]);
  equal(asked("deleteAddress")[0]?.id, HOME);
});

Deno.test("somebody else's address is not there", async () => {
  const { visitor, asked } = await customer();
  equal((await visitor.get(`${BOOK}/${FOREIGN}`)).status, 404);
  equal((await visitor.post(`${BOOK}/${FOREIGN}`, FORM)).status, 404);
  for (const intent of ["ship", "bill", "delete"]) {
    equal((await visitor.post(BOOK, { id: FOREIGN, intent })).status, 404, intent);
  }
  deepEqual(asked("saveAddress"), []);
  equal((await visitor.post(BOOK, { id: HOME, intent: "steal" })).status, 400);
  equal(ADDRESSES.length, 2);
});

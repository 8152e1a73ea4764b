import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../(_testing)/html.ts";
import { customer, ledTo } from "./(_testing)/customer.ts";

const PROFILE = { display_name: " Ada ", phone: "0044 (20) 7123-4567", bio: "Counts." };
const LONG_AGO = { signedInAt: Date.now() - 60 * 60_000 };

Deno.test("the profile is shown and saved, the telephone in E.164", async () => {
  const { read, visitor, asked } = await customer();
  const html = await read("/account/profile");
  deepEqual([fieldsOf(html).display_name, fieldsOf(html).phone], ["Ada Lovelace", "+442071234567"]);
  match(html, /new@example\.com takes its place/);
  deepEqual(ledTo(await visitor.post("/account/profile", PROFILE)), [303, "/account/profile?done=profile"]);
  const { displayName, phone, bio } = asked("updateProfile")[0]!;
  deepEqual([displayName, phone, bio], ["Ada", "+442071234567", "Counts."]);
});

Deno.test("what is wrong with the profile is said at its field, and what was typed is kept", async () => {
  const { visitor, fail } = await customer();
  fail("updateProfile", ErrorCode.INVALID_ARGUMENT, "phone");
  const response = await visitor.post("/account/profile", PROFILE);
  equal(response.status, 400);
  const html = await response.text();
  match(html, /Phone: Begin with the country code/);
  const field = tagsOf(html).find(({ attributes }) => attributes.name === "phone")?.attributes;
  deepEqual([field?.value, field?.["aria-invalid"]], [PROFILE.phone, "true"]);
});

Deno.test("another address is asked for after a recent sign-in, and a link goes there", async () => {
  const { visitor, asked, fail } = await customer();
  const email = "new@example.com";
  deepEqual(ledTo(await visitor.post("/account/email", { email })), [303, "/account/profile?done=email-asked"]);
  equal(asked("requestEmailChange")[0]?.email, email);
  fail("requestEmailChange", ErrorCode.INVALID_ARGUMENT, "email");
  const wrong = await visitor.post("/account/email", { email: "new" });
  equal(wrong.status, 400);
  match(await wrong.text(), /value="new"[^]*Enter an address such as name@example\.com/);
  const { visitor: old } = await customer(LONG_AGO);
  deepEqual(ledTo(await old.get("/account/email")), [303, "/account/reauthenticate?next=%2Faccount%2Femail"]);
});

Deno.test("while the service is away the profile says so and keeps what was typed", async () => {
  const { visitor, fail } = await customer();
  fail("updateProfile", ErrorCode.UNAVAILABLE);
  const response = await visitor.post("/account/profile", PROFILE);
  equal(response.status, 503);
  ok((await response.text()).includes(PROFILE.phone));
});

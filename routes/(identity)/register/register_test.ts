import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../(_testing)/html.ts";
import { visit } from "../../(_testing)/test_site.ts";
import { failure, identityShop, refused } from "../(_testing)/identity_shop.ts";

const FORM = { display_name: " Ada ", email: " ada@example.com ", password: " correct horse " };

Deno.test("/register asks for an account and leads to the mail, whoever asks and without script", async () => {
  const { shop, asked } = identityShop();
  const visitor = await visit(shop);
  const page = await visitor.get("/register");
  equal(page.status, 200);
  deepEqual(Object.keys(fieldsOf(await page.text())).sort(), ["display_name", "email", "password", "q"]);
  const { status, headers } = await visitor.post("/register", FORM);
  deepEqual([status, headers.get("location"), headers.get("set-cookie")], [303, "/register/sent", null]);
  const [[method, { displayName, email, password }]] = asked as [typeof asked[0]];
  // A password is taken as it was typed, blanks and all.
  deepEqual([method, displayName, email, password], ["register", "Ada", "ada@example.com", " correct horse "]);
  match(await (await visitor.get("/register/sent")).text(), /Look into your mail/);
});

Deno.test("/register names what is wrong at the field and keeps what was typed, but no password", async () => {
  const { shop } = identityShop({
    register: refused(["email", "must be an address"], ["password", "Must have at least 8 characters"]),
  });
  const response = await (await visit(shop)).post("/register", { ...FORM, password: "horse" });
  equal(response.status, 400);
  const html = await response.text();
  for (const text of [/role="alert"/, /href="#email"/, /href="#password"/, /Must have at least 8 characters\./]) {
    match(html, text);
  }
  const { display_name: name, email, password } = fieldsOf(html);
  deepEqual([name, email, password], ["Ada", "ada@example.com", ""]);
  doesNotMatch(html, /horse/);
  const wrong = tagsOf(html).filter(({ attributes }) => attributes["aria-invalid"] === "true");
  deepEqual(wrong.map(({ attributes }) => attributes.name), ["email", "password"]);
});

Deno.test("fields help password managers, and nothing is in the way of pasting", async () => {
  const html = await (await (await visit(identityShop().shop)).get("/register")).text();
  const field = (name: string) => tagsOf(html).find(({ attributes }) => attributes.name === name)!.attributes;
  deepEqual([field("email").autocomplete, field("email").type], ["username", "email"]);
  deepEqual([field("password").autocomplete, field("password").type], ["new-password", "password"]);
  equal(field("display_name").autocomplete, "name");
  doesNotMatch(html, /onpaste|readonly/i);
});

for (
  const [code, status, text] of [
    [ErrorCode.RATE_LIMITED, 429, /Wait a few minutes/],
    [ErrorCode.UNAVAILABLE, 503, /The shop is busy/],
    [ErrorCode.DEADLINE_EXCEEDED, 504, /The shop is busy/],
  ] as const
) {
  Deno.test(`/register says what ${ErrorCode[code]} means to people, and keeps what was typed`, async () => {
    const { shop } = identityShop({ register: failure(code) });
    const response = await (await visit(shop)).post("/register", FORM);
    equal(response.status, status);
    const html = await response.text();
    match(html, text);
    equal(fieldsOf(html).email, "ada@example.com");
  });
}

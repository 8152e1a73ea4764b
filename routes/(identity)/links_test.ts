import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { ErrorCode } from "../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../(_testing)/html.ts";
import { visit } from "../(_testing)/test_site.ts";
import { failure, identityShop, refused } from "./(_testing)/identity_shop.ts";

const TOKEN = "s3cret-Token_1";

/** Pages that a mail leads to, or the shop's start: what their forms send, to which method, and where one is led then. */
const LINKS = [
  { path: "/verify-email", method: "verifyEmail", fields: {}, then: "/sign-in?notice=verified" },
  {
    path: "/reset-password",
    method: "resetPassword",
    fields: { new_password: " new one " },
    sent: { newPassword: " new one " },
    then: "/sign-in?notice=password_reset",
  },
  { path: "/confirm-email", method: "confirmEmailChange", fields: {}, then: "/sign-in?notice=email_changed" },
  {
    path: "/setup",
    method: "claimAdministrator",
    fields: { display_name: "Ada", email: "ada@example.com", password: " long enough " },
    sent: { displayName: "Ada", email: "ada@example.com", password: " long enough " },
    then: "/sign-in?notice=administrator",
  },
];

for (const { path, method, fields, sent = {}, then } of LINKS) {
  Deno.test(`${path}: opening the link does nothing, the button does, and the token is in no address from then on`, async () => {
    const { shop, asked } = identityShop();
    const visitor = await visit(shop);
    const opened = await visitor.get(`${path}?token=${TOKEN}`);
    deepEqual([opened.status, asked], [200, []]);
    const html = await opened.text();
    const form = tagsOf(html).find(({ attributes }) => attributes.method === "post")!;
    deepEqual([form.attributes.action, fieldsOf(html).token], [path, TOKEN]);
    // Nothing on the page leads anywhere with it.
    ok(!tagsOf(html).some(({ attributes }) => `${attributes.href ?? ""}${attributes.action ?? ""}`.includes(TOKEN)));
    const { status, headers } = await visitor.post(path, { token: TOKEN, ...fields });
    deepEqual([status, headers.get("location"), headers.get("set-cookie")], [303, then, null]);
    const [[called, { device: _, ...request }]] = asked as [typeof asked[0]];
    deepEqual([called, request], [method, { token: TOKEN, ...sent }]);
  });

  Deno.test(`${path}: its address is told to nobody, and it is kept nowhere`, async () => {
    const visitor = await visit(identityShop({ [method]: failure(ErrorCode.LINK_EXPIRED) }).shop);
    const opened = await visitor.get(`${path}?token=${TOKEN}`);
    equal(opened.headers.get("referrer-policy"), "no-referrer");
    match(await opened.text(), /<meta name="robots" content="noindex/);
    for (const response of [opened, await visitor.post(path, { token: TOKEN, ...fields })]) {
      equal(response.headers.get("cache-control"), "private, no-store");
    }
  });

  Deno.test(`${path}: a link of no use any more says so`, async () => {
    const { shop } = identityShop({ [method]: failure(ErrorCode.LINK_EXPIRED) });
    const response = await (await visit(shop)).post(path, { token: TOKEN, ...fields });
    equal(response.status, 410);
    const html = await response.text();
    match(html, /This link was used before, or is too old/);
    match(html, /role="alert"/);
  });

  Deno.test(`${path}: a busy shop keeps the link for the next try`, async () => {
    const { shop } = identityShop({ [method]: failure(ErrorCode.UNAVAILABLE) });
    const response = await (await visit(shop)).post(path, { token: TOKEN, ...fields });
    equal(response.status, 503);
    const html = await response.text();
    match(html, /The shop is busy/);
    equal(fieldsOf(html).token, TOKEN);
  });

  Deno.test(`${path}: a form that was made up is refused, and is no failure of ours`, async () => {
    const { shop } = identityShop({ [method]: refused(["token", "must not be empty"]) });
    const visitor = await visit(shop);
    const response = await visitor.post(path, { ...fields, token: "x" });
    equal(response.status, 400);
    deepEqual(visitor.errors, []);
  });
}

Deno.test("/verify-email: who comes too late has the link sent again, with the same answer for every address", async () => {
  const { shop, asked, answer } = identityShop({ verifyEmail: failure(ErrorCode.LINK_EXPIRED) });
  const visitor = await visit(shop);
  const html = await (await visitor.post("/verify-email", { token: TOKEN })).text();
  deepEqual([fieldsOf(html).token, fieldsOf(html).email], [undefined, ""]);
  const sent = await visitor.post("/verify-email", { email: " ada@example.com " });
  deepEqual([sent.status, sent.headers.get("location")], [303, "/register/sent"]);
  deepEqual(asked.map(([method, { email }]) => [method, email]), [
    ["verifyEmail", undefined],
    ["resendVerification", "ada@example.com"],
  ]);
  answer("resendVerification", failure(ErrorCode.RATE_LIMITED));
  const often = await visitor.post("/verify-email", { email: "ada@example.com" });
  equal(often.status, 429);
  match(await often.text(), /Wait a few minutes/);
  answer("resendVerification", refused(["email", "must be an address"]));
  match(await (await visitor.post("/verify-email", { email: "ada" })).text(), /href="#email"/);
});

Deno.test("/forgot-password answers every address in the same way", async () => {
  const { shop, asked, answer } = identityShop();
  const visitor = await visit(shop);
  const sent = await visitor.post("/forgot-password", { email: " ada@example.com " });
  deepEqual([sent.status, sent.headers.get("location")], [303, "/forgot-password/sent"]);
  deepEqual(asked.map(([method, { email }]) => [method, email]), [["requestPasswordReset", "ada@example.com"]]);
  match(await (await visitor.get("/forgot-password/sent")).text(), /If the address has an account/);
  answer("requestPasswordReset", failure(ErrorCode.RATE_LIMITED));
  equal((await visitor.post("/forgot-password", { email: "ada@example.com" })).status, 429);
});

Deno.test("/reset-password and /setup name what is wrong with a password at its field, and never send it back", async () => {
  const wrong = "Must not be one that many people use";
  const cases = [
    ["/reset-password", "resetPassword", "new_password"],
    ["/setup", "claimAdministrator", "password"],
  ] as const;
  for (const [path, method, field] of cases) {
    const { shop } = identityShop({ [method]: refused([field, wrong]) });
    const response = await (await visit(shop)).post(path, { token: TOKEN, [field]: "password1" });
    equal(response.status, 400, path);
    const html = await response.text();
    match(html, new RegExp(`${wrong}\\.`));
    doesNotMatch(html, /password1/);
    equal(fieldsOf(html).token, TOKEN, path);
    const { autocomplete } = tagsOf(html).find(({ attributes }) => attributes.name === field)!.attributes;
    equal(autocomplete, "new-password", path);
  }
});

Deno.test("without a token there is nothing to choose or to set up", async () => {
  const visitor = await visit(identityShop().shop);
  const led = { "/reset-password": "/forgot-password", "/confirm-email": "/account", "/setup": "/sign-in" };
  for (const [path, place] of Object.entries(led)) {
    equal((await visitor.get(path)).headers.get("location"), place, path);
  }
  match(await (await visitor.get("/verify-email")).text(), /Send the mail again/);
});

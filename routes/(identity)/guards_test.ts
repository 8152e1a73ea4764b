import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { testApp } from "../../edge/testing/test_app.ts";
import { realSite } from "../(_testing)/test_site.ts";
import { identityShop } from "./(_testing)/identity_shop.ts";

const ORIGIN = "https://shop.example";
const TOKEN = "s3cret-token";
const PASSWORD = "s3cret-password";
const FORM = {
  email: "secret@example.com",
  password: PASSWORD,
  token: TOKEN,
  new_password: PASSWORD,
  totp_code: "123456",
};
const FORMS = [
  "/register",
  "/verify-email",
  "/confirm-email",
  "/forgot-password",
  "/reset-password",
  "/setup",
  "/sign-in",
]
  .concat(["/sign-in/passkey", "/sign-in/second-factor", "/sign-in/second-factor/passkey", "/sign-out"]);
const LINKS = ["/verify-email", "/confirm-email", "/reset-password", "/setup"];

/** The whole edge over a fake shop, with what it asked services and what it logged. */
async function edge() {
  const { shop, asked } = identityShop({
    signIn: { outcome: { case: "secondFactor", value: { ticket: TOKEN, totp: true, passkey: true } } },
    beginPasskeySignIn: { ticket: TOKEN, optionsJson: "{}" },
    beginSecondFactor: { optionsJson: "{}" },
  });
  const site = await realSite((error) => {
    throw error;
  });
  const { app, logged } = testApp({ clients: shop.clients, site, publicOrigin: ORIGIN });
  const post = async (path: string, headers: Record<string, string>) =>
    await app.request(ORIGIN + path, { method: "POST", body: new URLSearchParams(FORM), headers });
  return { app, asked, logged, post };
}

Deno.test("no other site can have a visitor sign in or out, register, or use up a link", async () => {
  const { asked, post } = await edge();
  for (const path of FORMS) {
    for (
      const headers of [
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { origin: "https://evil.example" },
        { origin: "null" },
      ]
    ) equal((await post(path, headers)).status, 403, path);
  }
  deepEqual(asked, []);
});

Deno.test("a page that tells nobody its address can still send its form", async () => {
  const { asked, post } = await edge();
  // So browsers send a form from a page with "no-referrer".
  equal((await post("/verify-email", { origin: "null", "sec-fetch-site": "same-origin" })).status, 303);
  deepEqual(asked.map(([method]) => method), ["verifyEmail"]);
});

Deno.test("pages that a link with a secret leads to tell nobody their address, and other pages only where they are", async () => {
  const { app } = await edge();
  const policy = async (path: string) => (await app.request(ORIGIN + path)).headers.get("referrer-policy");
  for (const path of LINKS) equal(await policy(`${path}?token=${TOKEN}`), "no-referrer", path);
  equal(await policy("/sign-in"), "strict-origin-when-cross-origin");
});

Deno.test("cookies of people who come in are for this host and https alone, and out of the reach of scripts", async () => {
  const { post } = await edge();
  const cookies: string[] = [];
  for (const path of FORMS) {
    const response = await post(path, { "sec-fetch-site": "same-origin", cookie: `__Host-second-factor=tp.${TOKEN}` });
    ok(response.status < 400, `${path}: ${response.status}`);
    equal(response.headers.get("cache-control"), "private, no-store", path);
    doesNotMatch(response.headers.get("location") ?? "", /s3cret|secret|%40/, path);
    doesNotMatch(await response.text(), /s3cret-/, path);
    cookies.push(...response.headers.getSetCookie());
  }
  ok(cookies.length >= 4, cookies.join("\n"));
  for (const cookie of cookies) {
    match(cookie, /^__Host-[\w-]+=[^;]*; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  }
});

Deno.test("nothing secret is logged of those who come in", async () => {
  const { app, logged, post } = await edge();
  for (const path of FORMS) await post(path, { "sec-fetch-site": "same-origin" });
  for (const path of LINKS) await app.request(`${ORIGIN}${path}?token=${TOKEN}`);
  ok(logged.length >= FORMS.length + LINKS.length);
  doesNotMatch(JSON.stringify(logged), /s3cret|secret@/);
});

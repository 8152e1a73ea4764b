import assert from "node:assert/strict";
import { TOTP, URI } from "otpauth";
import { addAuthenticator } from "../../dev/testing/authenticator.ts";
import { type Page, startBrowser } from "../../dev/testing/browser.ts";
import { type Shop, startShop } from "../shop.ts";
import { PASSWORD, press, register, signIn, signOut, untilAccount } from "./coming_in.ts";
import { addToCart, untilAlive } from "./purchase.ts";
import { linkTo } from "./read_mail.ts";
import { assertFits, type PageOptions, withPage } from "./with_page.ts";

/** Sets an authenticator up; ends where the recovery codes are shown, and returns it with them. */
async function enrolTotp(page: Page, shop: Shop): Promise<{ totp: TOTP; codes: string[] }> {
  await page.goto(`${shop.url}/account/security/authenticator`);
  await press(page, "Set it up");
  await assertFits(page);
  const totp = URI.parse(await page.locator("input[name=uri]").inputValue());
  assert.ok(totp instanceof TOTP);
  await page.getByLabel("Code that the app shows").fill(totp.generate());
  await press(page, "Use this authenticator");
  const codes = (await page.locator("pre").innerText()).trim().split("\n");
  await assertFits(page);
  return { totp, codes };
}

/** No code is taken twice, and that of the next half minute is taken already. */
const nextCode = (totp: TOTP) => totp.generate({ timestamp: Date.now() + totp.period * 1000 });

Deno.test({
  name: "accounts",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    // As behind a proxy, so that people come from an address each: of one address, few may try to be somebody.
    await using shop = await startShop({ env: { TRUSTED_PROXIES: "1" } });
    await using chromium = await startBrowser();
    let people = 0;
    const asPerson = (options: PageOptions, run: (page: Page) => Promise<void>) => {
      const extraHTTPHeaders = { "x-forwarded-for": `192.0.2.${++people}` };
      return withPage(chromium, { ...options, extraHTTPHeaders }, run);
    };

    for (const script of [true, false]) {
      await t.step(
        `people register, confirm their address, sign in and out (${script ? "with" : "without"} script)`,
        () =>
          asPerson({ javaScriptEnabled: script }, async (page) => {
            const email = `ada-${script}@example.com`;
            await register(page, shop, email, script);
            await signIn(page, email);
            await untilAccount(page, shop);
            await page.getByText("Ada Lovelace").first().waitFor();
            await signOut(page, shop);
            await page.goto(`${shop.url}/account`);
            assert.equal(new URL(page.url()).pathname, "/sign-in");
          }),
      );
    }

    await t.step(
      "a link works once, and an address that waits gets another",
      () =>
        asPerson({}, async (page) => {
          const email = "once@example.com";
          await register(page, shop, email);
          await page.goto(await linkTo(shop, email, "/verify-email"));
          await press(page, "Confirm my address");
          await page.getByText("This link was used before").waitFor();
          await assertFits(page);
        }),
    );

    await t.step(
      "a wrong password says so, and a forgotten one is replaced",
      () =>
        asPerson({}, async (page) => {
          const email = "forgets@example.com";
          await register(page, shop, email);
          await signIn(page, email, "something else entirely");
          await page.getByRole("alert").getByText("The address or the password is not right").waitFor();
          await assertFits(page);
          await page.getByRole("link", { name: "Forgot your password?" }).click();
          await page.getByLabel("Email").fill(email);
          await press(page, "Send the link");
          await page.getByText("If the address has an account").waitFor();
          await page.goto(await linkTo(shop, email, "/reset-password"));
          await assertFits(page);
          await page.getByLabel("New password").fill("another boat in the garden");
          await press(page, "Save the password");
          await page.getByText("Your password is changed.").waitFor();
          await signIn(page, email, "another boat in the garden");
          await untilAccount(page, shop);
        }),
    );

    await t.step(
      "what a guest put into the cart is there after the sign-in, and not after the sign-out",
      () =>
        asPerson({}, async (page) => {
          const email = "buys@example.com";
          await register(page, shop, email);
          await addToCart(page, shop.url, "stoneware-mug", true);
          await page.goto(`${shop.url}/sign-in?next=%2Fcart`);
          await signIn(page, email);
          await page.waitForURL(`${shop.url}/cart`);
          await page.getByRole("link", { name: /Stoneware Mug/ }).first().waitFor();
          await signOut(page, shop);
          await page.goto(`${shop.url}/cart`);
          await page.getByText("There is nothing in it yet").waitFor();
        }),
    );

    await t.step(
      "an authenticator is enrolled, and its codes and a recovery code sign in, each once",
      () =>
        asPerson({}, async (page) => {
          const email = "codes@example.com";
          await register(page, shop, email);
          await signIn(page, email);
          await untilAccount(page, shop);
          const { totp, codes: [first] } = await enrolTotp(page, shop);
          assert.ok(first);
          await signOut(page, shop);

          await page.goto(`${shop.url}/sign-in?next=%2Faccount%2Forders`);
          await signIn(page, email);
          await page.waitForURL(/\/sign-in\/second-factor\?next=/);
          await assertFits(page);
          const code = nextCode(totp);
          await page.getByLabel("Code of your app").fill(code);
          await press(page, "Go on");
          await page.waitForURL(`${shop.url}/account/orders`);
          await signOut(page, shop);

          await signIn(page, email);
          await page.getByLabel("Code of your app").fill(code);
          await press(page, "Go on");
          await page.getByRole("alert").getByText("That is not right, or was used before.").waitFor();
          await page.getByText("Use a recovery code").click();
          await page.getByLabel("Recovery code").fill(first);
          await press(page, "Use the code");
          await untilAccount(page, shop);
        }),
    );

    await t.step(
      "a passkey is enrolled, and signs in alone and as the second factor",
      () =>
        asPerson({}, async (page) => {
          const email = "keys@example.com";
          await addAuthenticator(page);
          await register(page, shop, email);
          await signIn(page, email);
          await untilAccount(page, shop);
          await page.goto(`${shop.url}/account/security/passkeys`);
          await untilAlive(page, true);
          await page.getByLabel("Name", { exact: true }).fill("This browser");
          await press(page, "Make a passkey");
          await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
          await signOut(page, shop);

          await untilAlive(page, true);
          await press(page, "Sign in with a passkey");
          await untilAccount(page, shop);
          await signOut(page, shop);

          await signIn(page, email);
          await page.waitForURL(/\/sign-in\/second-factor$/);
          await untilAlive(page, true);
          await press(page, "Use a passkey");
          await untilAccount(page, shop);
        }),
    );

    await t.step(
      "the shop's first administrator comes by a link that works once, and sets up a second factor",
      () =>
        asPerson({}, async (page) => {
          const link = /\S+\/setup\?token=\S+/.exec(shop.output())?.[0];
          assert.ok(link, "the shop prints a link at its start");
          const become = async (name: string, email: string) => {
            await page.goto(link);
            await page.getByLabel("Your name").fill(name);
            await page.getByLabel("Email").fill(email);
            await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
            await press(page, "Become administrator");
          };
          await become("Grace Hopper", "admin@example.com");
          await page.getByText("You are the administrator.").waitFor();
          await signIn(page, "admin@example.com");
          await page.waitForURL(`${shop.url}/account/security`);
          await enrolTotp(page, shop);
          await signOut(page, shop);
          await become("Somebody Else", "else@example.com");
          await page.getByText("This link was used before").waitFor();
        }),
    );

    for (const colorScheme of ["light", "dark"] as const) {
      await t.step(
        `every page of coming in is accessible and fits a phone (${colorScheme})`,
        () =>
          withPage(chromium, { colorScheme }, async (page) => {
            const pages = ["/sign-in", "/register", "/register/sent", "/verify-email", "/verify-email?token=x"]
              .concat(["/forgot-password", "/forgot-password/sent", "/reset-password?token=x", "/setup?token=x"])
              .concat("/confirm-email?token=x");
            for (const path of pages) {
              await page.goto(shop.url + path);
              await untilAlive(page, true);
              await assertFits(page, path);
            }
          }),
      );
    }
  },
});

import assert from "node:assert/strict";
import { type Page, startBrowser } from "../../dev/testing/browser.ts";
import { type Shop, startShop } from "../shop.ts";
import { addToCart, untilAlive } from "./purchase.ts";
import { linkTo } from "./read_mail.ts";
import { assertFits, withPage } from "./with_page.ts";

const PASSWORD = "a boat in the garden";

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();

/** Asks for an account and follows the link that is mailed; ends on the sign-in page. */
async function register(page: Page, shop: Shop, email: string, script = true): Promise<void> {
  await page.goto(`${shop.url}/register`);
  await untilAlive(page, script);
  await assertFits(page);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Create account");
  await page.waitForURL(`${shop.url}/register/sent`);
  await assertFits(page);
  await page.goto(await linkTo(shop, email, "/verify-email"));
  await assertFits(page);
  await press(page, "Confirm my address");
  await page.getByText("Your address is confirmed.").waitFor();
  assert.doesNotMatch(page.url(), /token/);
}

/** Signs in with a password, from the sign-in page that is open. */
async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
}

async function signOut(page: Page, shop: Shop): Promise<void> {
  await page.goto(`${shop.url}/account`);
  await press(page, "Sign out");
  await page.getByText("You are signed out.").waitFor();
}

const untilAccount = (page: Page, shop: Shop) => page.waitForURL(`${shop.url}/account`);

Deno.test({
  name: "accounts",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using shop = await startShop();
    await using chromium = await startBrowser();

    for (const script of [true, false]) {
      await t.step(
        `people register, confirm their address, sign in and out (${script ? "with" : "without"} script)`,
        () =>
          withPage(chromium, { javaScriptEnabled: script }, async (page) => {
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
        withPage(chromium, {}, async (page) => {
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
        withPage(chromium, {}, async (page) => {
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
        withPage(chromium, {}, async (page) => {
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

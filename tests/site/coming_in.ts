import assert from "node:assert/strict";
import type { Page } from "../../dev/testing/browser.ts";
import type { Shop } from "../shop.ts";
import { untilAlive } from "./purchase.ts";
import { linkTo } from "./read_mail.ts";
import { assertFits } from "./with_page.ts";

export const PASSWORD = "a boat in the garden";

/** Presses the button of exactly that name. */
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

/** Asks for an account and follows the link that is mailed; ends on the sign-in page. */
export async function register(page: Page, shop: Shop, email: string, script = true): Promise<void> {
  await page.goto(`${shop.url}/register`);
  await untilAlive(page, script);
  if (script) await assertFits(page);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Create account");
  await page.waitForURL(`${shop.url}/register/sent`);
  if (script) await assertFits(page);
  await page.goto(await linkTo(shop, email, "/verify-email"));
  if (script) await assertFits(page);
  await press(page, "Confirm my address");
  await page.getByText("Your address is confirmed.").waitFor();
  assert.doesNotMatch(page.url(), /token/);
}

/** Signs in with a password, from the sign-in page that is open. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
}

/** Signs out; ends on the sign-in page. */
export async function signOut(page: Page, shop: Shop): Promise<void> {
  await page.goto(`${shop.url}/account`);
  await press(page, "Sign out");
  await page.getByText("You are signed out.").waitFor();
}

/** Waits for the account's first page, where a sign-in leads. */
export const untilAccount = (page: Page, shop: Shop): Promise<void> => page.waitForURL(`${shop.url}/account`);

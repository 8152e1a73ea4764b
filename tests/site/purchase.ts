import type { Page } from "../../dev/testing/browser.ts";

/** Waits until the page's islands work; a page without any, or a browser without script, has nothing to wait for. */
export async function untilAlive(page: Page, script: boolean): Promise<void> {
  if (script && await page.locator("#fresh-islands").count() > 0) {
    await page.waitForSelector("#fresh-islands[data-ready]", { state: "attached" });
  }
}

/** Opens a product and puts one unit of the variant that is preselected into the cart; ends on the cart. */
export async function addToCart(page: Page, url: string, slug: string, script: boolean): Promise<void> {
  await page.goto(`${url}/products/${slug}`);
  await untilAlive(page, script);
  await page.getByRole("button", { name: "Add to cart" }).click();
  if (script) {
    await page.getByRole("status").getByText("added to your cart").waitFor();
    await page.goto(`${url}/cart`);
  }
  await page.waitForURL(`${url}/cart`);
  await untilAlive(page, script);
}

/** Fills in the checkout form that is open. */
export async function fillCheckout(page: Page, card = "4242 4242 4242 4242"): Promise<void> {
  const fields = {
    "Email": "ada@example.com",
    "Full name": "Ada Lovelace",
    "Street and number": "12 St James's Square",
    "Postal code": "SW1Y 4JH",
    "Town": "London",
    "Card number": card,
    "Expiry date": "12/34",
    "Security code": "123",
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

/** Sends the checkout form and waits for the order's page; returns the order's number. */
export async function placeOrder(page: Page): Promise<string> {
  await page.getByRole("button", { name: /^Pay / }).click();
  await page.waitForURL(/\/orders\/[^/]+$/);
  return decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1)!);
}

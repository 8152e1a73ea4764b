import assert from "node:assert/strict";
import { startBrowser, type TestBrowser } from "../../dev/testing/browser.ts";
import { type Shop, startShop } from "../shop.ts";
import { addToCart, fillCheckout, placeOrder, untilAlive } from "./purchase.ts";
import { assertFits, withPage } from "./with_page.ts";

async function buys(chromium: TestBrowser, shop: Shop, script: boolean): Promise<void> {
  await withPage(chromium, { javaScriptEnabled: script }, async (page) => {
    await page.goto(`${shop.url}/`);
    await page.getByRole("searchbox").first().fill("stonewear mgu");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=/);
    await page.getByRole("link", { name: /Stoneware Mug/ }).first().click();
    await page.waitForURL(/\/products\/stoneware-mug$/);
    await addToCart(page, shop.url, "stoneware-mug", script);
    await page.getByRole("link", { name: /checkout/i }).first().click();
    await page.waitForURL(/\/checkout$/);
    await untilAlive(page, script);
    await fillCheckout(page);
    const number = await placeOrder(page);
    assert.match(await page.locator("main").innerText(), new RegExp(number));
    await untilAlive(page, script);
    const step = page.locator('[aria-current="step"]');
    if (script) await step.getByText("Delivered").waitFor({ timeout: 20_000 });
    else {
      // A page without script is reloaded by its reader.
      for (let reload = 0; !(await step.innerText()).includes("Delivered"); reload++) {
        assert.ok(reload < 400, "the order was never delivered");
        await page.reload();
      }
    }
  });
}

Deno.test({
  name: "the storefront",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using shop = await startShop();
    await using chromium = await startBrowser();

    await t.step("a shopper finds, buys and follows an order live", () => buys(chromium, shop, true));
    await t.step("a shopper buys without JavaScript", () => buys(chromium, shop, false));

    await t.step(
      "a declined card keeps what was typed, and another card buys",
      () =>
        withPage(chromium, {}, async (page) => {
          await addToCart(page, shop.url, "stoneware-mug", true);
          await page.goto(`${shop.url}/checkout`);
          await fillCheckout(page, "4000 0000 0000 0002");
          await page.getByRole("button", { name: /^Pay / }).click();
          await page.getByRole("alert").filter({ hasText: /declined/i }).waitFor();
          assert.equal(await page.getByLabel("Full name", { exact: true }).inputValue(), "Ada Lovelace");
          assert.equal(await page.getByLabel("Card number", { exact: true }).inputValue(), "");
          await fillCheckout(page);
          await placeOrder(page);
        }),
    );

    await t.step("an order is not shown to another shopper", () =>
      withPage(chromium, {}, async (page) => {
        await addToCart(page, shop.url, "stoneware-mug", true);
        await page.goto(`${shop.url}/checkout`);
        await fillCheckout(page);
        const number = await placeOrder(page);
        await withPage(chromium, {}, async (other) => {
          assert.equal((await other.goto(`${shop.url}/orders/${number}`))?.status(), 404);
        });
      }));

    const PAGES = [
      "/",
      "/categories/kitchen",
      "/search?q=mug",
      "/search?q=zzzzzz",
      "/products/stoneware-mug",
      "/cart",
      "/about",
      "/nope",
    ];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const path of PAGES) {
        await t.step(
          `${path} is accessible and fits a phone (${colorScheme})`,
          () =>
            withPage(chromium, { colorScheme }, async (page) => {
              await page.goto(shop.url + path);
              await untilAlive(page, true);
              await assertFits(page);
            }),
        );
      }
      await t.step(
        `cart, checkout and order are accessible and fit a phone (${colorScheme})`,
        () =>
          withPage(chromium, { colorScheme }, async (page) => {
            await addToCart(page, shop.url, "stoneware-mug", true);
            await assertFits(page);
            await page.goto(`${shop.url}/checkout`);
            await assertFits(page);
            await fillCheckout(page);
            await placeOrder(page);
            await untilAlive(page, true);
            await assertFits(page);
          }),
      );
    }
  },
});

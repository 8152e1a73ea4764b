import assert from "node:assert/strict";
import { startBrowser } from "../../dev/testing/browser.ts";
import { startShop } from "../shop.ts";
import { PASSWORD, press, register, signIn, untilAccount } from "./coming_in.ts";
import { addToCart, fillCheckout, placeOrder } from "./purchase.ts";
import { withPage } from "./with_page.ts";

const EMAIL = "ada@example.com";
const OTHER_PASSWORD = "two boats in the garden";

Deno.test({
  name: "what people do with their account, without script",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using shop = await startShop();
    await using chromium = await startBrowser();
    const withoutScript = { javaScriptEnabled: false };

    await withPage(chromium, withoutScript, async (page) => {
      let claimed = "";
      await t.step("a guest's order is claimed once the address is proved", async () => {
        await addToCart(page, shop.url, "stoneware-mug", false);
        await page.goto(`${shop.url}/checkout`);
        await fillCheckout(page);
        claimed = await placeOrder(page);
        await register(page, shop, EMAIL, false);
        await signIn(page, EMAIL);
        await untilAccount(page, shop);
        await press(page, "Add it to your account");
        await page.getByText("The orders are yours now.").waitFor();
        await page.getByRole("link", { name: claimed }).click();
        await page.getByText("12 St James's Square").waitFor();
      });

      await t.step("an address that is saved fills in the checkout", async () => {
        await page.goto(`${shop.url}/account/addresses/new`);
        const fields = { "Full name": "Ada at home", "Street and number": "1 High Street", "Town": "Leeds" };
        for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
        await page.getByLabel("Postal code").fill("Nonsense");
        await page.getByRole("button", { name: "Save" }).last().click();
        await page.getByRole("alert").getByText("Must be a postal code of the country").waitFor();
        await page.getByLabel("Postal code").fill("LS1 4DY");
        await page.getByRole("button", { name: "Save" }).last().click();
        await page.getByText("The address is saved.").waitFor();
        await addToCart(page, shop.url, "stoneware-mug", false);
        await page.goto(`${shop.url}/checkout`);
        assert.equal(await page.getByLabel("Street and number").inputValue(), "1 High Street");
        assert.equal(await page.getByLabel("Email").inputValue(), EMAIL);
        await fillCheckout(page);
        const number = await placeOrder(page);
        await page.goto(`${shop.url}/account/orders`);
        for (const name of [number, claimed]) await page.getByRole("link", { name }).waitFor();
      });

      await t.step(
        "a changed password ends the account's other devices within seconds",
        () =>
          withPage(chromium, withoutScript, async (elsewhere) => {
            await elsewhere.goto(`${shop.url}/sign-in`);
            await signIn(elsewhere, EMAIL);
            await untilAccount(elsewhere, shop);
            await elsewhere.goto(`${shop.url}/account/security/devices`);
            await elsewhere.getByRole("button", { name: "Sign out all other devices" }).waitFor();
            await page.goto(`${shop.url}/account/security/password`);
            await page.getByLabel("Present password").fill(PASSWORD);
            await page.getByLabel("New password").fill(OTHER_PASSWORD);
            await press(page, "Change the password");
            await page.getByText("Your password is changed").waitFor();
            for (let tries = 0; new URL(elsewhere.url()).pathname !== "/sign-in"; tries++) {
              assert.ok(tries < 50, "the other device is signed out");
              await elsewhere.goto(`${shop.url}/account`);
            }
            await page.goto(`${shop.url}/account`);
            assert.equal(new URL(page.url()).pathname, "/account", "this one goes on");
          }),
      );

      await t.step("all data is collected, and the account erased", async () => {
        await page.goto(`${shop.url}/account/privacy`);
        await press(page, "Collect my data");
        const download = page.getByRole("link", { name: "Download" });
        for (let tries = 0; await download.count() === 0; tries++) {
          assert.ok(tries < 200, "the data is collected");
          await page.goto(`${shop.url}/account/privacy`);
        }
        const [file] = await Promise.all([page.waitForEvent("download"), download.click()]);
        assert.equal(file.suggestedFilename(), "shopflow-data.json");
        const text = await Deno.readTextFile(await file.path());
        for (const fact of [EMAIL, "1 High Street", claimed]) assert.ok(text.includes(fact), fact);
        await page.goto(`${shop.url}/account/privacy/erase`);
        await page.getByLabel("Type ERASE").fill("erase");
        await press(page, "Erase my account");
        await page.getByRole("heading", { name: "Your account is erased" }).waitFor();
        await page.goto(`${shop.url}/sign-in`);
        await signIn(page, EMAIL, OTHER_PASSWORD);
        await page.getByRole("alert").getByText("The address or the password is not right").waitFor();
      });
    });
  },
});

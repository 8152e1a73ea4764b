import { deepEqual, equal, match } from "node:assert/strict";
import { addAuthenticator } from "../dev/testing/authenticator.ts";
import { OrderStatus } from "../proto/gen/shopflow/order/v1/order_pb.ts";
import { inBrowser, openAlive } from "../routes/(_testing)/in_browser.ts";
import { sampleShop } from "../routes/(_testing)/sample_shop.ts";

const CHALLENGE = "Y2hhbGxlbmdl";

Deno.test({
  name: "islands make the shop immediate",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: (t) => {
    const shop = sampleShop();
    return inBrowser(shop, {}, async (page) => {
      const cartCount = page.locator("header a[href='/cart']");

      await t.step("VariantPicker follows the choice: price, stock, what is possible", async () => {
        await openAlive(page, "/products/mug");
        const form = page.locator("main form");
        await form.getByText("£14.00", { exact: true }).waitFor();
        await page.getByRole("radio", { name: "Clay" }).check();
        await form.getByText("£18.00", { exact: true }).waitFor();
        await page.getByText("Only 2 left").waitFor();
        equal(await page.getByRole("radio", { name: "Small" }).isDisabled(), true);
        equal(await page.getByRole("radio", { name: "Large" }).isChecked(), true);
      });

      await t.step("it adds without leaving the page, and CartCount knows", async () => {
        await page.getByRole("button", { name: "One more: Quantity" }).click();
        await page.getByRole("button", { name: "Add to cart" }).click();
        await page.getByText("2 added to your cart.").waitFor();
        match(await cartCount.innerText(), /2/);
        match(page.url(), /\/products\/mug$/);
      });

      await t.step("LiveForms changes the cart in place and keeps the focus", async () => {
        await openAlive(page, "/cart");
        await page.getByRole("button", { name: "One less: Quantity of Stoneware Mug" }).click();
        await page.getByText("£18.00", { exact: true }).first().waitFor();
        await cartCount.getByText("1", { exact: false }).waitFor();
        equal(await page.evaluate(() => document.activeElement?.id), "quantity-MUG-C-L-minus");
        await page.getByRole("spinbutton").fill("3");
        await page.getByRole("spinbutton").press("Tab");
        await page.getByText("Only 2 left. Lower the quantity to go on.").waitFor();
      });

      await t.step("another country brings its delivery, and what was typed stays", async () => {
        await openAlive(page, "/checkout");
        await page.getByLabel("Email").fill("ada@example.com");
        await page.getByLabel("Card number").fill("4242 4242 4242 4242");
        const sent = page.waitForRequest((request) => request.method() === "POST");
        await page.getByLabel("Country").selectOption("FR");
        equal((await sent).postData()?.includes("4242"), false, "the card is kept back");
        await page.getByText("£9.95").first().waitFor();
        equal(await page.getByLabel("Card number").inputValue(), "4242 4242 4242 4242");
        await page.getByRole("radio", { name: "Express" }).check();
        await page.getByRole("button", { name: "Pay £73.95" }).waitFor();
      });

      await t.step("the Enter key applies a coupon, by one request, and leaves the rest as it is", async () => {
        const posts: string[] = [];
        page.on("request", (request) => request.method() === "POST" && posts.push(request.postData() ?? ""));
        await page.getByRole("textbox", { name: "Coupon code" }).fill("spring");
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: "Pay £71.95" }).waitFor();
        equal(await page.evaluate(() => document.activeElement?.id), "coupon");
        equal(await page.getByLabel("Card number").inputValue(), "4242 4242 4242 4242");
        await page.getByRole("button", { name: "Remove coupon spring" }).click();
        await page.getByRole("button", { name: "Pay £73.95" }).waitFor();
        equal(posts.length, 2);
      });

      await t.step("a second click on the button that pays sends nothing", async () => {
        await page.getByLabel("Full name").fill("Ada Lovelace");
        await page.getByLabel("Street and number").fill("12 St James's Square");
        await page.getByLabel("Postal code").fill("75001");
        await page.getByLabel("Town").fill("Paris");
        await page.getByLabel("Expiry date").fill("04/30");
        await page.getByLabel("Security code").fill("123");
        await page.getByRole("button", { name: "Pay £73.95" }).dblclick();
        await page.waitForURL(/\/orders\/SF-1001$/);
        equal(shop.placed.length, 1);
      });

      await t.step("OrderTimeline shows each step as it is taken, and reads it out", async () => {
        await page.getByText("Live: this page changes by itself").waitFor();
        equal(await page.getByRole("link", { name: "Cancel order" }).count(), 1);
        shop.book.advance("SF-1001", OrderStatus.SHIPPED);
        await page.getByText("The carrier has your parcel.").first().waitFor();
        match(await page.getByRole("status").innerText(), /On its way/);
        await page.getByRole("link", { name: "Cancel order" }).waitFor({ state: "detached" });
        shop.book.advance("SF-1001", OrderStatus.DELIVERED);
        await page.getByText("Enjoy!").first().waitFor();
        await page.getByText("Live:").waitFor({ state: "detached" });
        await page.getByRole("link", { name: "Send something back" }).waitFor();
      });

      await t.step("ShowPassword shows what is typed, and hides it before it goes", async () => {
        await openAlive(page, "/sign-in");
        await page.getByLabel("Password", { exact: true }).fill("correct horse");
        await page.getByRole("button", { name: "Show password" }).click();
        await page.locator("#password[type=text]").waitFor();
        await page.getByRole("button", { name: "Hide password" }).click();
        await page.locator("#password[type=password]").waitFor();
      });

      await t.step("a second click on the button of a link sends nothing", async () => {
        const posts: string[] = [];
        page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
        await openAlive(page, "/verify-email?token=x");
        await page.getByRole("button", { name: "Confirm my address" }).dblclick();
        await page.getByText("Your address is confirmed.").waitFor();
        equal(posts.length, 1);
      });

      await t.step("PasskeySignIn shows a passkey, and its form goes with the answer", async () => {
        const optionsJson = JSON.stringify({ challenge: CHALLENGE, rpId: "localhost" });
        shop.identity.answers.beginPasskeySignIn = () => Promise.resolve({ ticket: "1", optionsJson });
        const authenticator = await addAuthenticator(page);
        await openAlive(page, "/sign-in?next=%2Fabout");
        await page.getByRole("button", { name: "Sign in with a passkey" }).click();
        await page.getByText("No passkey was shown.").waitFor();
        await authenticator.addPasskey("localhost");
        const sent = page.waitForRequest((request) => request.method() === "POST" && request.isNavigationRequest());
        await page.getByRole("button", { name: "Sign in with a passkey" }).click();
        const fields = new URLSearchParams((await sent).postData() ?? "");
        const { type, response } = JSON.parse(fields.get("passkey_json") ?? "{}");
        deepEqual([fields.get("next"), type], ["/about", "public-key"]);
        const clientData = Uint8Array.fromBase64(response.clientDataJSON, { alphabet: "base64url" });
        equal(JSON.parse(new TextDecoder().decode(clientData)).challenge, CHALLENGE);
        await page.waitForURL(/\/about$/);
      });
    });
  },
});

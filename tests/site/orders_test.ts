import assert from "node:assert/strict";
import { type Page, startBrowser } from "../../dev/testing/browser.ts";
import { startShop, until } from "../shop.ts";
import { addToCart, fillCheckout, untilAlive } from "./purchase.ts";
import { openStaff, type Staff } from "./staff.ts";
import { assertFits, withPage } from "./with_page.ts";

const CARDS = { pays: "4242 4242 4242 4242", asks: "4000 0025 0000 3155", declined: "4000 0000 0000 0002" };
const PRODUCT = "stoneware-mug";
const SKU = "MUG-SAGE";
const MAIL_MS = 20_000;

/** Comes to the checkout with a mug, all filled in. */
async function toCheckout(page: Page, url: string, { card, email }: { card: string; email: string }, script = true) {
  await addToCart(page, url, PRODUCT, script);
  await page.goto(`${url}/checkout`);
  await untilAlive(page, script);
  await fillCheckout(page, card);
  await page.getByLabel("Email", { exact: true }).fill(email);
}

/** Presses the button that pays, and waits for the page it leads to. */
async function pay(page: Page, place: RegExp, script = true): Promise<void> {
  await page.getByRole("button", { name: /^Pay / }).click();
  await page.waitForURL(place);
  await untilAlive(page, script);
}

/** Answers the bank that wants to hear from the customer; ends on the order's page. */
async function answerBank(page: Page, answer: "Approve" | "Refuse"): Promise<void> {
  await page.getByRole("button", { name: answer }).click();
  await page.waitForURL(/\/orders\/[^/]+$/);
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
const numberOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1)!;

async function hears(staff: Staff, address: string, subject: RegExp): Promise<void> {
  await until(async () => (await staff.mailsTo(address)).some((sent) => subject.test(sent)), MAIL_MS);
}

async function applyCoupon(page: Page, coupon: string): Promise<void> {
  await page.getByRole("textbox", { name: /coupon code/i }).fill(coupon);
  await page.getByRole("button", { name: "Apply coupon" }).click();
}

Deno.test({
  name: "orders and their payments",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using shop = await startShop({ env: { TEST_CARRIER_STEP_SECONDS: "0" } });
    await using chromium = await startBrowser();
    using staff = await openStaff(shop);
    await staff.offerCoupon("SPRING");

    await t.step(
      "a coupon and a state change the total, and a coupon that does not hold says so",
      () =>
        withPage(chromium, {}, async (page) => {
          await toCheckout(page, shop.url, { card: CARDS.pays, email: "ada@example.com" });
          await page.getByRole("textbox", { name: /coupon code/i }).fill("WINTER");
          await page.keyboard.press("Enter");
          await page.getByText("WINTER: There is no such coupon.").first().waitFor();
          await assertFits(page, "a coupon refused");
          await applyCoupon(page, "spring");
          await page.getByRole("button", { name: "Remove coupon spring" }).waitFor();
          await page.getByRole("button", { name: "Pay £16.55" }).waitFor();
          await page.getByLabel("Country").selectOption("US");
          await page.getByLabel("State").selectOption("NY");
          await page.getByRole("term").filter({ hasText: "Tax" }).waitFor();
          await assertFits(page, "a state");
          await page.getByRole("button", { name: "Remove coupon spring" }).click();
          await page.getByRole("button", { name: "Remove coupon spring" }).waitFor({ state: "detached" });
          assert.equal(await page.getByLabel("Card number", { exact: true }).inputValue(), CARDS.pays);
        }),
    );

    await t.step(
      "the bank asks, the customer approves, pays, changes their mind, and gets the money back",
      () =>
        withPage(chromium, {}, async (page) => {
          const email = "grace@example.com";
          await toCheckout(page, shop.url, { card: CARDS.asks, email });
          await applyCoupon(page, "SPRING");
          await page.getByRole("button", { name: "Pay £16.55" }).waitFor();
          await pay(page, /\/challenge\//);
          await page.goBack();
          await page.getByRole("link", { name: /^Your order SF-/ }).click();
          await heading(page, "Your bank has a question");
          await untilAlive(page, true);
          await assertFits(page, "an order that waits for its customer");
          await page.getByRole("link", { name: "Go to your bank" }).click();
          await answerBank(page, "Approve");
          await heading(page, "Thank you for your order");
          const number = numberOf(page);
          await hears(staff, email, new RegExp(number));

          await page.getByRole("link", { name: "Cancel order" }).click();
          await heading(page, "Cancel this order?");
          await page.getByText("£16.55 goes back to your card.").waitFor();
          await assertFits(page, "the question whether to cancel");
          await page.getByLabel("Why").fill("Found it in the cupboard");
          await page.getByRole("button", { name: "Cancel the order" }).click();
          await heading(page, "Order cancelled");
          await until(async () => {
            await page.reload();
            return await page.getByText("£16.55 went back to your card.").count() > 0;
          }, MAIL_MS);
          await assertFits(page, "an order called off");
          await hears(staff, email, /is cancelled/);
          await hears(staff, email, /16\.55/);
        }),
    );

    await t.step(
      "the bank asks without JavaScript too",
      () =>
        withPage(chromium, { javaScriptEnabled: false }, async (page) => {
          await toCheckout(page, shop.url, { card: CARDS.asks, email: "ida@example.com" }, false);
          await applyCoupon(page, "SPRING");
          await page.getByText("SPRING is applied. Check the new total").waitFor();
          await fillCheckout(page, CARDS.asks);
          await pay(page, /\/challenge\//, false);
          await answerBank(page, "Approve");
          await until(async () => {
            await page.reload();
            return await page.getByText("Payment received").count() > 0 &&
              await page.getByText("Cancel order").count() > 0;
          }, MAIL_MS);
        }),
    );

    await t.step(
      "cards that fail cost nothing; another pays; what came is sent back",
      () =>
        withPage(chromium, { colorScheme: "dark" }, async (page) => {
          const email = "joan@example.com";
          await toCheckout(page, shop.url, { card: CARDS.declined, email });
          await page.getByRole("button", { name: /^Pay / }).click();
          await page.getByRole("alert").filter({ hasText: /declined/i }).waitFor();
          await untilAlive(page, true);
          await assertFits(page, "a declined card");

          await fillCheckout(page, CARDS.asks);
          await pay(page, /\/challenge\//);
          await answerBank(page, "Refuse");
          await heading(page, "The payment did not go through");
          await untilAlive(page, true);
          await assertFits(page, "a refused payment");
          await page.getByRole("link", { name: "Back to your cart" }).click();
          await page.getByRole("heading", { name: "Stoneware Mug" }).waitFor();

          await page.goto(`${shop.url}/checkout`);
          await untilAlive(page, true);
          await fillCheckout(page, CARDS.pays);
          await page.getByLabel("Email", { exact: true }).fill(email);
          await pay(page, /\/orders\/[^/]+$/);
          await page.getByText("Live: this page changes by itself").waitFor();
          await staff.deliver(numberOf(page));
          // Live: nobody reloads the page.
          await page.getByRole("link", { name: `RM-${numberOf(page)}` }).waitFor();
          await page.getByRole("link", { name: "Send something back" }).click();
          await page.getByLabel("Why").fill("A chip in the rim");
          await assertFits(page, "the form for returns");
          await page.getByRole("button", { name: "Ask to send it back" }).click();
          await page.getByText("We look at it, and write to you.").waitFor();
          const rma = await page.getByText(/^RMA-/).innerText();
          await staff.takeBack(rma, SKU);
          await until(async () => {
            await page.reload();
            return await page.getByText("It is back with us, and your money with you.").count() > 0;
          }, MAIL_MS);
          await untilAlive(page, true);
          await assertFits(page, "an order sent back");
          await hears(staff, email, /return/i);
        }),
    );

    await t.step(
      "who wants what is sold out leaves an address",
      () =>
        withPage(chromium, { colorScheme: "dark" }, async (page) => {
          await page.goto(`${shop.url}/products/cast-iron-casserole`);
          await untilAlive(page, true);
          await page.getByText(/Tell me when it is back/).click();
          await page.getByLabel("Email").fill("ada@example.com");
          await assertFits(page, "a wish to hear of something");
          await page.getByRole("button", { name: "Write to me" }).click();
          await heading(page, "We will write to you");
          await assertFits(page, "a wish taken");
        }),
    );
  },
});

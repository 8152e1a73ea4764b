import { deepEqual, equal } from "node:assert/strict";
import { addAuthenticator } from "../../../dev/testing/authenticator.ts";
import { aPrincipal } from "../../../edge/testing/people.ts";
import { assertFits } from "../../../tests/site/with_page.ts";
import { inBrowser, openAlive } from "../../(_testing)/in_browser.ts";
import { sampleShop } from "../../(_testing)/sample_shop.ts";
import { ACCOUNT_PAGES, answersAbout } from "./(_testing)/customer.ts";

const PHONE = { width: 360, height: 800 };
const PASSKEYS = "/account/security/passkeys";
const OPTIONS = {
  challenge: "Y2hhbGxlbmdl",
  rp: { id: "localhost", name: "ShopFlow" },
  user: { id: "YWRh", name: "ada@example.com", displayName: "Ada" },
  pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  authenticatorSelection: { residentKey: "required", userVerification: "required" },
};

Deno.test({
  name: "the pages of an account in a browser, on a phone",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: (t) => {
    const shop = sampleShop();
    const { identity } = shop;
    answersAbout(identity);
    const asked = (method: string) => identity.asked.filter(([name]) => name === method).map(([, request]) => request);
    return inBrowser(shop, { principal: aPrincipal(), viewport: PHONE }, async (page) => {
      for (const path of ACCOUNT_PAGES) {
        await t.step(`${path} can be used by everybody`, async () => {
          await page.goto(path);
          await assertFits(page, path);
        });
      }

      await t.step("an authenticator's picture and the recovery codes too", async () => {
        identity.account.totp = false;
        await openAlive(page, "/account/security/authenticator");
        await page.getByRole("button", { name: "Set it up" }).click();
        await page.getByRole("img", { name: "QR code" }).waitFor();
        await assertFits(page);
        await page.getByLabel("Code that the app shows").fill("123456");
        await page.getByRole("button", { name: "Use this authenticator" }).click();
        await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
        await assertFits(page);
      });

      await t.step("another country brings its regions, and what was typed stays", async () => {
        await openAlive(page, "/account/addresses/new");
        await page.getByLabel("Full name").fill("Ada");
        await page.getByLabel("Country").selectOption("CA");
        await page.getByLabel("Province").selectOption("ON");
        equal(await page.getByLabel("Full name").inputValue(), "Ada");
        await assertFits(page);
      });

      await t.step("a second click on the button that saves sends nothing", async () => {
        await page.getByLabel("Street and number").fill("1 Sussex Drive");
        await page.getByLabel("Postal code").fill("K1A 0B1");
        await page.getByLabel("Town").fill("Ottawa");
        await page.getByRole("button", { name: "Save" }).last().dblclick();
        await page.getByText("The address is saved.").waitFor();
        equal(asked("saveAddress").length, 1);
      });

      await t.step("a passkey is made under a name", async () => {
        identity.answers.beginPasskey = () => Promise.resolve({ optionsJson: JSON.stringify(OPTIONS) });
        await addAuthenticator(page);
        await openAlive(page, PASSKEYS);
        await page.getByLabel("Name", { exact: true }).fill("");
        await page.getByRole("button", { name: "Make a passkey" }).click();
        deepEqual(asked("beginPasskey"), [], "without a name none is begun");
        await page.getByLabel("Name", { exact: true }).fill("This phone");
        await page.getByRole("button", { name: "Make a passkey" }).click();
        await page.getByText("Your passkey counts from now on.").waitFor();
        const [{ name, passkeyJson }] = asked("finishPasskey") as [{ name: string; passkeyJson: string }];
        const { type, response } = JSON.parse(passkeyJson);
        deepEqual([name, type, typeof response.attestationObject], ["This phone", "public-key", "string"]);
      });
    });
  },
});

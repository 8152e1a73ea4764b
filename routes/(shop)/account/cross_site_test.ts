import { deepEqual, equal } from "node:assert/strict";
import { testApp } from "../../../edge/testing/test_app.ts";
import { sampleShop } from "../../(_testing)/sample_shop.ts";
import { realSite } from "../../(_testing)/test_site.ts";
import { HOME } from "./(_testing)/customer.ts";

const FORMS = [
  "",
  "/profile",
  "/email",
  "/addresses",
  "/addresses/new",
  `/addresses/${HOME}`,
  "/security/password",
  "/security/authenticator",
  "/security/codes",
  "/security/passkeys",
  "/security/passkeys/begin",
  "/security/devices",
  "/reauthenticate",
  "/reauthenticate/passkey",
  "/privacy",
  "/privacy/erase",
];

Deno.test("no page of an account takes a form that another site sent", async () => {
  const shop = sampleShop();
  const { app } = testApp({ clients: shop.clients, site: await realSite(() => {}) });
  for (const path of FORMS) {
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
      const body = new URLSearchParams({ intent: "delete", confirmation: "ERASE" });
      const response = await app.request(`https://shop.example/account${path}`, { method: "POST", body, headers });
      equal(response.status, 403, path);
    }
  }
  deepEqual(shop.identity.asked, []);
});

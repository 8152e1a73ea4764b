import assert from "node:assert/strict";
import { startBrowser } from "../../dev/testing/browser.ts";
import { startShop } from "../shop.ts";
import { lighthouseScores } from "./lighthouse.ts";

const PAGES = ["/", "/categories/kitchen", "/products/stoneware-mug"];

Deno.test({
  name: "Lighthouse gives every page full marks for accessibility, best practices and SEO, on a phone",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using shop = await startShop();
    await using chromium = await startBrowser();
    for (const path of PAGES) {
      await t.step(path, async () => {
        const { scores, failed } = await lighthouseScores(shop.url + path, chromium.debuggingPort);
        // Performance is a matter of time, and so of the benchmarks: a busy machine must not fail a test.
        const { performance: _, ...quality } = scores;
        assert.deepEqual(quality, { accessibility: 100, "best-practices": 100, seo: 100 }, failed.join("\n"));
      });
    }
  },
});

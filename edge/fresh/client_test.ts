import { deepEqual, equal } from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { build } from "../../dev/build/build.ts";
import { type Page, startBrowser } from "../../dev/testing/browser.ts";
import { createSite } from "./site.ts";

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";

interface Fixture {
  page: Page;
  origin: string;
  /** What the page's scripts threw or the policy refused. */
  problems: string[];
}

/** Serves the fixture's build behind a strict policy to a real browser. */
async function withPage(path: string, run: (fixture: Fixture) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const out = pathToFileURL(`${folder}/`);
  const root = new URL("./testdata/", import.meta.url);
  await build({ root, out, styles: "static/styles.css" });
  const { assets, manifest, bundle } = await import(String(new URL("manifest.gen.ts", out)));
  const site = await createSite({
    manifest,
    assets,
    staticRoots: [{ url: bundle, prefix: "/_fresh/", immutable: true }],
    onError: (error) => {
      throw error;
    },
  });
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (req, info) => {
    if (req.url.endsWith("/favicon.ico")) return new Response(null, { status: 204 });
    const response = await site(req, { info });
    response.headers.set("content-security-policy", CSP);
    return response;
  });
  try {
    await using chromium = await startBrowser();
    const page = await chromium.browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const origin = `http://127.0.0.1:${server.addr.port}`;
    await page.goto(origin + path);
    await page.waitForSelector("#fresh-islands[data-ready]", { state: "attached" });
    await run({ page, origin, problems });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "islands come alive in a browser under script-src 'self'",
  // The browser's driver keeps handles of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: (t) =>
    withPage("/islands", async ({ page, problems }) => {
      const texts = () => page.locator("button").allTextContents();
      const click = (name: string) => page.getByRole("button", { name }).click();

      await t.step("one that throws stays as the server made it and stops no other", async () => {
        equal(await page.textContent("#broken"), "from the server");
        deepEqual(problems, ["broken island"]);
      });
      await t.step("a signal given to two is one signal", async () => {
        await click("First 3");
        deepEqual((await texts()).slice(0, 2), ["First 4", "Second 4"]);
        await click("Second 4");
        deepEqual((await texts()).slice(0, 2), ["First 5", "Second 5"]);
      });
      await t.step("one in another's children is alive, and keeps its state while it is away", async () => {
        await click("Hello inside 0");
        await click("Shown");
        equal(await page.getByText("Kept text").count(), 0);
        await click("Shown");
        equal(await page.textContent("section >> nth=0"), "ShownKept textSince then 1Hello inside 1");
        await click("Hello inside 1");
        equal(await page.textContent("section >> nth=0"), "ShownKept textSince then 2Hello inside 2");
      });
      await t.step("children that were hidden at first come alive when they are shown", async () => {
        equal(await page.getByText("Waiting text").count(), 0);
        await click("Hidden");
        equal(await page.getByText("Waiting text").count(), 1);
        await click("Hello waiting 0");
        equal(await page.textContent("section >> nth=1"), "HiddenWaiting textSince then 1Hello waiting 1");
        await click("Hidden");
        await click("Hidden");
        await click("Hello waiting 1");
        equal(await page.textContent("section >> nth=1"), "HiddenWaiting textSince then 2Hello waiting 2");
      });
      await t.step("every kind of prop is in the browser what it was on the server", async () => {
        equal(await page.textContent("output"), await page.getAttribute("output", "data-text"));
        equal(await page.locator("main script").count(), 0);
      });
      equal(problems.length, 1);
    }),
});

import { deepEqual } from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { build, SHOP } from "../../dev/build/build.ts";
import { type Page, startBrowser } from "../../dev/testing/browser.ts";
import { createSite } from "../../edge/fresh/site.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";
import type { FakeShop } from "./fake_shop.ts";
import { TestSession } from "./test_session.ts";

/** How long something may take to show. */
const PATIENCE_MS = 5_000;

/** Who visits, and with what. */
export interface BrowserOptions {
  /** Who is signed in from the start. */
  principal?: Principal;
  /** Size of the window in CSS pixels. */
  viewport?: { width: number; height: number };
}

/**
 * Serves the built site over a fake shop to a real browser, as one visitor, behind the strictest policy. Whatever the browser or
 * the site reports as wrong fails it.
 */
export async function inBrowser(
  shop: FakeShop,
  { principal, viewport }: BrowserOptions,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-browser-" });
  try {
    const out = pathToFileURL(`${folder}/`);
    await build({ ...SHOP, out });
    const { assets, manifest, bundle } = await import(String(new URL("manifest.gen.ts", out)));
    const { clients } = shop;
    const session = new TestSession(principal);
    const own = crypto.randomUUID();
    const shopper = principal?.shopperId ?? own;
    const guest = { own, id: shopper, ensure: () => shopper };
    const problems: unknown[] = [];
    const site = await createSite({
      manifest,
      assets,
      staticRoots: [{ url: bundle, prefix: "/_fresh/", immutable: true }],
      onError: (error) => problems.push(error),
    });
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (req, info) => {
      const { pathname, origin } = new URL(req.url);
      if (/\.(svg|ico)$/.test(pathname)) return new Response(null, { status: 204 });
      const device = { ip: "", userAgent: "" };
      const state = {
        clients,
        guest,
        session,
        device,
        requestId: "",
        origin,
        paymentOrigins: [],
        takesTestCards: true,
      };
      const response = await site(req, { info, state });
      response.headers.set("content-security-policy", "default-src 'self'");
      return response;
    });
    await using chromium = await startBrowser();
    const context = await chromium.browser.newContext({
      baseURL: `http://localhost:${server.addr.port}`,
      ...(viewport && { viewport }),
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await run(page);
    deepEqual(problems, []);
    await context.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Opens a page and waits until its islands are alive. */
export async function openAlive(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForSelector("#fresh-islands[data-ready]", { state: "attached" });
}

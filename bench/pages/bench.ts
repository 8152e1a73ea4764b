import { gzipSync } from "node:zlib";
import { startBrowser, type TestBrowser } from "../../dev/testing/browser.ts";
import { addToCart, untilAlive } from "../../tests/site/purchase.ts";
import type { Report } from "../report.ts";
import type { BenchShop } from "../shop.ts";

const PRODUCT = "stoneware-mug";
const PAGES = {
  home: "/",
  category: "/categories/kitchen",
  search: "/search?q=mug",
  product: `/products/${PRODUCT}`,
  cart: "/cart",
  checkout: "/checkout",
  about: "/about",
};
type Browser = TestBrowser["browser"];
const MAX_SCRIPT_KB = 15;
const MAX_ALL_KB = 60;

/** What a browser loads of a page, pictures left out: sizes in kB (1,000 bytes), compressed by gzip. */
interface Load {
  html: number;
  css: number;
  script: number;
  /** What scripts ask for. */
  fetched: number;
  requests: number;
  pictures: number;
}

/** What each page makes a browser load that comes for the first time. */
export async function benchPages(report: Report, shop: BenchShop): Promise<void> {
  await using started = await startBrowser();
  const { browser } = started;
  const url = `http://localhost:${shop.parts.site.port}`;
  const cookies = await shopperCookies(browser, url);
  report.table("Pages: kB that a browser loads (gzip)", "HTML", "CSS", "script", "fetched", "requests", "pictures");
  const loads = new Map<string, Load>();
  for (const [name, path] of Object.entries(PAGES)) {
    const load = await loadOf(browser, url + path, cookies);
    loads.set(name, load);
    const sizes = [load.html, load.css, load.script, load.fetched].map((size) => size.toFixed(1));
    report.line(name, ...sizes, String(load.requests), String(load.pictures));
  }
  const { html, css, script, fetched } = loads.get("product")!;
  report.table("Pages: budgets", "figure", "budget");
  report.limit("script of the product page", script, MAX_SCRIPT_KB, "kB", { exact: true });
  report.limit("all of the product page", html + css + script + fetched, MAX_ALL_KB, "kB", { exact: true });
  report.limit("script of a page without islands", loads.get("about")!.script, 0, "kB", { exact: true });
}

/** Cookies of a shopper with something in the cart: checkout asks for no less. */
async function shopperCookies(browser: Browser, url: string) {
  const context = await browser.newContext();
  await addToCart(await context.newPage(), url, PRODUCT, true);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function loadOf(browser: Browser, url: string, cookies: Awaited<ReturnType<typeof shopperCookies>>) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const load: Load = { html: 0, css: 0, script: 0, fetched: 0, requests: 0, pictures: 0 };
  const kinds: Record<string, keyof Load> = { document: "html", stylesheet: "css", script: "script" };
  const counting: Promise<void>[] = [];
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if (kind === "image") return void load.pictures++;
    load.requests++;
    counting.push(
      response.body().then((body) => void (load[kinds[kind] ?? "fetched"] += gzipSync(body).length / 1000)),
    );
  });
  await page.goto(url, { waitUntil: "networkidle" });
  await untilAlive(page, true);
  await Promise.all(counting);
  if (page.url() !== url) throw new Error(`Cannot measure: ${url} leads to ${page.url()}`);
  await context.close();
  return load;
}

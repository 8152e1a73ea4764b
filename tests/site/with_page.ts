import assert from "node:assert/strict";
import type { Page, TestBrowser } from "../../dev/testing/browser.ts";
import { accessibilityProblems } from "./axe.ts";

const PHONE = { width: 360, height: 800 };

/** How a visitor's browser is set. */
export interface PageOptions {
  javaScriptEnabled?: boolean;
  colorScheme?: "light" | "dark";
  extraHTTPHeaders?: Record<string, string>;
}

/** A page in a browser of its own, on a phone, that says what went wrong in it. */
export async function withPage(
  { browser }: TestBrowser,
  options: PageOptions,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: PHONE, ...options });
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await run(page);
    // A refused form is answered with its HTTP status, which the browser reports as an error of the page it shows.
    assert.deepEqual(problems.filter((text) => !/status of 4(00|01|02|04|09|10|22)/.test(text)), []);
  } finally {
    await context.close();
  }
}

/** The page as it is now can be used by everybody, and is no wider than the phone. */
export async function assertFits(page: Page, what = page.url()): Promise<void> {
  assert.deepEqual(await accessibilityProblems(page), [], what);
  const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  assert.equal(await page.evaluate(overflow), 0, `${what} is wider than a phone`);
}

import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function executablePath(): Promise<string> {
  for (const path of INSTALLED) {
    const found = await Deno.stat(path).then(() => true, () => false);
    if (found) return path;
  }
  const { default: packaged } = await import("@sparticuz/chromium");
  return await packaged.executablePath();
}

/** A browser: the installed Chromium, else the one from npm. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: await executablePath(), args: ARGS });
}

import { type Browser, chromium } from "npm:playwright-core@1.65.1";
import { freePort } from "../free_port.ts";

export type { Page } from "npm:playwright-core@1.65.1";

/** Browsers that people have; CHROMIUM_PATH names another. */
const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser that is gone, with all its files, once disposed. */
export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser;
  /** Port of the DevTools protocol, for tools that drive the browser themselves. */
  readonly debuggingPort: number;
}

/** Starts the Chromium that is installed, or else the one from the npm package (Linux on x64). */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-browser-" });
  const debuggingPort = freePort();
  const { path, args } = await findInstalled() ?? await unpack(folder);
  const browser = await chromium.launch({
    executablePath: path,
    args: [...args, `--remote-debugging-port=${debuggingPort}`],
  });
  return {
    browser,
    debuggingPort,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function findInstalled(): Promise<{ path: string; args: string[] } | undefined> {
  for (const path of [Deno.env.get("CHROMIUM_PATH"), ...INSTALLED]) {
    if (path && await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return { path, args: FLAGS };
  }
}

/** The package brings the libraries that Chromium needs, but unpacks them only where it believes to be on AWS. */
async function unpack(folder: string): Promise<{ path: string; args: string[] }> {
  Deno.env.set("AWS_EXECUTION_ENV", "AWS_Lambda_nodejs22.x");
  Deno.env.set("TMPDIR", folder);
  const { default: packaged } = await import("npm:@sparticuz/chromium@153.0.0");
  return { path: await packaged.executablePath(), args: [...new Set([...packaged.args, ...FLAGS])] };
}

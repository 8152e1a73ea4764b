import { join } from "node:path";
import { type Browser, chromium } from "npm:playwright-core@1.65.1";
import { exists } from "../exists.ts";
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
const ROOT = join(import.meta.dirname!, "../..");
/** Where the browser of the npm package is kept, once unpacked: 200 MB. */
const UNPACKED = join(ROOT, ".shopflow/test/chromium");

const FONTS_FILE = "fonts.conf";
/** The package's own file knows only the folders of its usual place; without any font the browser crashes. */
const FONTS = `<fontconfig>
<dir>${UNPACKED}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${UNPACKED}/fonts-cache</cachedir>
</fontconfig>`;

/** A browser that is gone once disposed. */
export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser;
  /** Port of the DevTools protocol, for tools that drive the browser themselves. */
  readonly debuggingPort: number;
}

interface Program {
  path: string;
  env?: Record<string, string>;
}

/** Starts the Chromium that is installed, or else the one from the npm package (Linux on x64). */
export async function startBrowser(): Promise<TestBrowser> {
  const debuggingPort = freePort();
  const { path, env = {} } = await findInstalled() ?? await findUnpacked();
  const browser = await chromium.launch({
    executablePath: path,
    args: [...FLAGS, `--remote-debugging-port=${debuggingPort}`],
    env: { ...Deno.env.toObject(), ...env },
  });
  return { browser, debuggingPort, [Symbol.asyncDispose]: () => browser.close() };
}

async function findInstalled(): Promise<Program | undefined> {
  for (const path of [Deno.env.get("CHROMIUM_PATH"), ...INSTALLED]) {
    if (path && await exists(path)) return { path };
  }
}

async function findUnpacked(): Promise<Program> {
  if (!await exists(UNPACKED)) await unpack();
  return {
    path: join(UNPACKED, "chromium"),
    env: { LD_LIBRARY_PATH: join(UNPACKED, "al2023/lib"), FONTCONFIG_FILE: join(UNPACKED, FONTS_FILE) },
  };
}

/** Unpacks under another name and renames, so that a half-unpacked browser is never started, whoever else unpacks. */
async function unpack(): Promise<void> {
  const unfinished = `${UNPACKED}-${crypto.randomUUID()}`;
  await Deno.mkdir(unfinished, { recursive: true });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--lock=dev/tools.lock", "dev/testing/unpack_chromium.ts"],
    cwd: ROOT,
    env: { TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
  }).output();
  if (!success) throw new Error(`Cannot unpack a browser: ${new TextDecoder().decode(stderr)}`);
  await Deno.writeTextFile(join(unfinished, FONTS_FILE), FONTS);
  await Deno.rename(unfinished, UNPACKED).catch(async (error: unknown) => {
    await Deno.remove(unfinished, { recursive: true });
    if (!await exists(UNPACKED)) throw error; // else another process was faster
  });
}

import type { Context } from "../context.ts";
import type { Assets, Manifest } from "../manifest.ts";
import { createSite, type SiteOptions } from "../site.ts";

/** Assets as a build would name them, one script an island. */
export const assetsFor = (islands: Manifest["islands"]): Assets => ({
  buildId: "test",
  runtime: ["/_fresh/client.js", "/_fresh/preact.js"],
  signals: ["/_fresh/signals.js", "/_fresh/preact.js"],
  islands: Object.fromEntries(Object.keys(islands).map((file) => [file, [`/_fresh/${file}.js`, "/_fresh/preact.js"]])),
  styles: ["/_fresh/styles.css"],
});

export interface TestSite {
  errors: unknown[];
  /** Sends a request; `path` may be a URL. */
  send(path: string, init?: RequestInit, state?: object): Promise<Response>;
  /** The text of a page. */
  text(path: string): Promise<string>;
}

/** A site of these modules, with no files; what it reports is kept in `errors`. */
export async function testSite(
  routes: Manifest["routes"],
  { islands = {}, ...options }: { islands?: Manifest["islands"] } & Partial<SiteOptions<object>> = {},
): Promise<TestSite> {
  const errors: unknown[] = [];
  const onError = (error: unknown, _ctx: Context<object>) => errors.push(error);
  const site = await createSite<object>({
    manifest: { routes, islands },
    assets: assetsFor(islands),
    staticRoots: [],
    onError,
    ...options,
  });
  const send = (path: string, init?: RequestInit, state?: object) =>
    site(new Request(new URL(path, "https://shop.example"), init), state ? { state } : {});
  return { errors, send, text: async (path) => await (await send(path)).text() };
}

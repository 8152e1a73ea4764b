import { routeAccess } from "../../edge/route_access.ts";
import { createSite, type SiteHandler } from "../../edge/fresh/site.ts";
import type { Manifest } from "../../edge/fresh/manifest.ts";
import type { State } from "../../edge/state.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";
import type { FakeShop } from "./fake_shop.ts";
import { TestSession } from "./test_session.ts";

const ROOT = new URL("../../", import.meta.url);
const ORIGIN = "https://shop.example";
/** Where the site lets shoppers go to pay. */
export const BANK = "https://bank.example";

async function modules(folder: string, prefix: string): Promise<Record<string, Record<string, unknown>>> {
  const found: Record<string, Record<string, unknown>> = {};
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (name.startsWith("(_") || /_test\.tsx?$/.test(name)) continue;
    if (isDirectory) Object.assign(found, await modules(`${folder}${name}/`, `${prefix}${name}/`));
    else found[prefix + name] = await import(new URL(folder + name, ROOT).href);
  }
  return found;
}

/** Every file below `routes/` with its exports, by its path there. */
export const routeModules = () => modules("routes/", "");

/** The real routes and islands, without their scripts and styles. */
export async function realSite(onError: (error: unknown) => void): Promise<SiteHandler<State>> {
  const islands = await modules("islands/", "islands/") as Manifest["islands"];
  return await createSite<State>({
    manifest: { routes: await routeModules(), islands },
    assets: {
      buildId: "test",
      runtime: ["/_fresh/client.js"],
      signals: [],
      islands: Object.fromEntries(Object.keys(islands).map((file) => [file, [`/_fresh/${file}.js`]])),
      styles: ["/_fresh/styles.css"],
    },
    staticRoots: [],
    onError,
    ...routeAccess,
  });
}

/** The whole site over a fake shop, as one visitor's browser sees it: it keeps its guest id and follows no redirect. */
export interface TestVisitor {
  readonly guestId: string;
  /** Who is signed in. */
  readonly session: TestSession;
  /** What the site reported as failed. */
  readonly errors: unknown[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

/**
 * Makes a visitor of the real routes and islands.
 *
 * @param options.known Whether the browser has been given its guest id
 * @param options.principal Who is signed in from the start
 */
export async function visit(
  shop: FakeShop,
  { guestId = crypto.randomUUID() as string, known = true, takesTestCards = true, principal }: {
    guestId?: string;
    known?: boolean;
    takesTestCards?: boolean;
    principal?: Principal;
  } = {},
): Promise<TestVisitor> {
  const errors: unknown[] = [];
  const site = await realSite((error) => errors.push(error));
  const { clients } = shop;
  const session = new TestSession(principal);
  const own = known ? guestId : undefined;
  const guest = {
    own,
    get id() {
      return session.principal?.shopperId ?? own;
    },
    ensure: () => session.principal?.shopperId ?? guestId,
  };
  const send = (path: string, init: RequestInit) =>
    site(new Request(new URL(path, ORIGIN), init), {
      state: {
        clients,
        guest,
        session,
        device: { ip: "192.0.2.1", userAgent: "A browser" },
        requestId: "request-1",
        origin: ORIGIN,
        paymentOrigins: [BANK],
        takesTestCards,
      },
    });
  return {
    guestId,
    session,
    errors,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = {}) => send(path, { method: "POST", headers, body: new URLSearchParams(fields) }),
  };
}

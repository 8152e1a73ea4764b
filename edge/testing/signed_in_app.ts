import { TokenVerifier } from "../../services/kit/auth/token_verifier.ts";
import { currentContext } from "../../services/kit/context.ts";
import { createLog } from "../../services/kit/log.ts";
import type { AppParts } from "../app.ts";
import { ResponseCache } from "../cache/response_cache.ts";
import type { SiteHandler } from "../fresh/site.ts";
import type { State } from "../state.ts";
import { fakeClients } from "./fake_clients.ts";
import { FakeIdentity } from "./fake_identity.ts";
import { FakeTokenSource } from "./people.ts";
import { testApp } from "./test_app.ts";
import { TestBrowser } from "./test_browser.ts";

const PUBLIC = { "cache-control": "public, max-age=60, stale-while-revalidate=60" };

/** What a page can tell of who asks for it. */
export interface Seen {
  userId: string | null;
  isUnknown: boolean;
  guest: string | null;
  own: string | null;
  /** Whether calls to services speak for somebody. */
  speaks: boolean;
}

/** A site whose pages do what their paths say. */
const site: SiteHandler<State> = async (request, init) => {
  const { session, guest, clients, device } = init!.state!;
  const speaks = () => currentContext()?.accessToken !== undefined;
  switch (new URL(request.url).pathname) {
    case "/sign-in": {
      const { outcome } = await clients.identity.signIn({ email: "ada@example.com", password: "secret", device });
      if (outcome.case === "session") session.begin(outcome.value);
      break;
    }
    case "/sign-out":
      session.end();
      break;
    case "/add":
      return new Response(guest.ensure());
    case "/public":
      return new Response(speaks() ? "for somebody" : "for everybody", { headers: PUBLIC });
  }
  const { principal, isUnknown } = session;
  const seen: Seen = {
    userId: principal?.userId ?? null,
    isUnknown,
    guest: guest.id ?? null,
    own: guest.own ?? null,
    speaks: speaks(),
  };
  return Response.json(seen, { headers: PUBLIC }); // says it is for everybody, which the edge must not believe
};

/** The edge with its cache over a site that tells who it sees, and a browser to try it with. */
export function signedInApp(parts: Partial<AppParts> = {}, origin?: string) {
  const identity = new FakeIdentity();
  const source = new FakeTokenSource();
  const log = createLog({ process: "edge", sink: () => {} });
  const tokens = new TokenVerifier(source, log);
  const cache = new ResponseCache({ log });
  const { app, logged } = testApp({ site, clients: fakeClients([], identity), tokens, cache, ...parts });
  const browser = new TestBrowser(app, origin);
  /** How often a method of the user service was called. */
  const asked = (method: string) => identity.asked.filter(([name]) => name === method).length;
  const see = async (path = "/who", headers: HeadersInit = {}): Promise<Seen> =>
    await (await browser.send(path, { headers })).json();
  return { app, logged, identity, source, tokens, browser, asked, see };
}

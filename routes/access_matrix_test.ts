import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import type { Access } from "../edge/access.ts";
import { accessName } from "../edge/access.ts";
import { readRoutes } from "../edge/fresh/router.ts";
import { createSite } from "../edge/fresh/site.ts";
import { routeAccess } from "../edge/route_access.ts";
import type { State } from "../edge/state.ts";
import { type Actor, ACTORS, mayActor, PERMISSIONS } from "../edge/testing/actors.ts";
import { testApp } from "../edge/testing/test_app.ts";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { MENU } from "./(shop)/account/(_account)/menu.tsx";
import { sampleShop } from "./(_testing)/sample_shop.ts";
import { realSite, routeModules } from "./(_testing)/test_site.ts";

const ORIGIN = "https://shop.example";
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** A site of these routes alone. */
const siteOf = (routes: Record<string, unknown>) =>
  createSite<State>({
    manifest: { routes, islands: {} },
    assets: { buildId: "test", runtime: [], signals: [], islands: {}, styles: [] },
    staticRoots: [],
    onError: () => {},
    ...routeAccess,
  });

/** What somebody is answered who may not use a page: sent to sign in, or to a second factor, or told nothing. */
function refusalOf(actor: Actor, access: Access, method: string): [status: number, location: string | null] {
  if (access === "account") return method === "GET" || method === "HEAD" ? [303, "/sign-in?next="] : [401, null];
  return actor.principal?.secondFactorNeeded ? [303, "/account/security"] : [404, null];
}

const modules = await routeModules();
const routes = readRoutes(Object.keys(modules)).filter(({ kind }) => kind === "route").map(({ file, pattern }) => ({
  path: pattern.replaceAll(/:\w+/g, "mug"),
  access: modules[file]!.access as Access,
}));

for (const actor of ACTORS) {
  Deno.test(`${actor.name} may use the pages that say so, and no other`, async () => {
    const shop = sampleShop();
    const site = await realSite(() => {}); // pages may fail over a shop that has nothing to show: they were reached
    const { app } = testApp({ clients: shop.clients, site });
    for (const { path, access } of routes) {
      for (const method of METHODS) {
        const asked = shop.identity.asked.length;
        const response = await app.request(ORIGIN + path, { method, headers: actor.cookie });
        await response.body?.cancel();
        const location = response.headers.get("location");
        if (mayActor(actor, access)) {
          ok(response.status !== 401 && !location?.startsWith("/sign-in?next="), `${method} ${path}`);
          continue;
        }
        const [status, place] = refusalOf(actor, access, method);
        // The folder of the account's pages leads forms that come too late to the sign-in as well.
        if (response.status !== 303) equal(response.status, status, `${method} ${path}`);
        if (response.status === 303) {
          ok(location?.startsWith(place ?? "/sign-in?next="), `${method} ${path}: ${location}`);
        }
        equal(shop.identity.asked.length, asked, `${method} ${path} asked for nothing`);
        equal(response.headers.get("cache-control"), "private, no-store");
      }
    }
  });

  Deno.test(`${actor.name} finds the staff pages of their roles, and is not told of others`, async () => {
    const handler = { GET: () => new Response("secret"), POST: () => new Response("secret") };
    const site = await siteOf(
      Object.fromEntries(PERMISSIONS.map((access) => [`staff/${accessName(access)}.ts`, { access, handler }])),
    );
    const { app } = testApp({ site });
    for (const access of PERMISSIONS) {
      for (const method of METHODS) {
        const response = await app.request(`${ORIGIN}/staff/${accessName(access)}`, { method, headers: actor.cookie });
        const location = response.headers.get("location");
        if (mayActor(actor, access)) {
          equal(response.status, { GET: 200, HEAD: 200, POST: 200, OPTIONS: 204 }[method] ?? 405, accessName(access));
        } else {deepEqual(
            [response.status, location],
            refusalOf(actor, access, method),
            `${method} ${accessName(access)}`,
          );}
        await response.body?.cancel();
      }
    }
  });
}

Deno.test("a page that needs an account is not answered while nobody can tell who is signed in", async () => {
  const verify = () => Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot check the token: away"));
  const site = await realSite(() => {});
  const { app } = testApp({ clients: sampleShop().clients, site, tokens: { verify, publicKeys: verify } });
  const headers = { cookie: "__Host-access=a", accept: "text/html" };
  for (const { path } of routes.filter(({ access }) => access === "account")) {
    const response = await app.request(ORIGIN + path, { headers });
    deepEqual([response.status, response.headers.getSetCookie()], [503, []], path);
    await response.body?.cancel();
  }
  equal((await app.request(`${ORIGIN}/`, { headers })).status, 200);
});

Deno.test("who is sent to sign in comes back to the page asked for, and to no other site", async () => {
  const site = await realSite(() => {});
  const { app } = testApp({ clients: sampleShop().clients, site });
  const next = async (path: string) => {
    const { headers } = await app.request(ORIGIN + path);
    return new URL(headers.get("location")!, ORIGIN).searchParams.get("next");
  };
  equal(await next("/account/orders?cursor=a%26b"), "/account/orders?cursor=a%26b");
  equal(await next("//account/orders"), "/account/orders");
});

Deno.test("every entry of a menu says of its page who may use it as the page itself does", () => {
  for (const { href, access } of MENU) equal(access, routes.find(({ path }) => path === href)?.access, href);
});

Deno.test("what is read is sent on to the sign-in, what changes something is refused", async () => {
  const { app } = testApp({ site: await siteOf({ "mine.ts": { access: "account", handler: () => new Response() } }) });
  for (const method of METHODS) {
    const { status } = await app.request(`${ORIGIN}/mine`, { method });
    equal(status, method === "GET" || method === "HEAD" ? 303 : 401, method);
  }
});

for (const access of [undefined, "everyone", 0, 999, null]) {
  Deno.test(`a site with a route whose access is ${access} is not served`, async () => {
    await rejects(
      siteOf({ "secret.ts": { access, handler: () => new Response() } }),
      /Cannot serve "routes\/secret.ts": it does not export "access"/,
    );
  });
}

import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { type Context, createDefine, HttpError, page } from "./mod.ts";
import { testSite } from "./testdata/test_site.ts";

interface State {
  id?: string;
  trail: string[];
}

const define = createDefine<State>();
const trail = (name: string) =>
  define.middleware((ctx) => {
    (ctx.state.trail ??= []).push(name);
    return ctx.next();
  });
const app = define.layout(({ Component }) => (
  <html>
    <head></head>
    <body>
      app(<Component />)
    </body>
  </html>
));
const wrap = (name: string) =>
  define.layout(({ Component }) => (
    <>
      {name}(<Component />)
    </>
  ));
const says = (text: string) => define.page(() => <>{text}</>);
const body = (html: string) => /<body>(.*)<\/body>/s.exec(html)?.[1];

Deno.test("site answers each method with its handler, HEAD with GET's and OPTIONS with what is allowed", async () => {
  const handler = define.handlers({
    GET: () => new Response("get", { headers: { "x-a": "1" } }),
    POST: () => new Response("post"),
  });
  const site = await testSite({ "a.ts": { handler } });
  equal(await site.text("/a"), "get");
  equal(await (await site.send("/a", { method: "POST" })).text(), "post");
  const head = await site.send("/a", { method: "HEAD" });
  deepEqual([head.status, head.headers.get("x-a"), head.body], [200, "1", null]);
  const options = await site.send("/a", { method: "OPTIONS" });
  deepEqual([options.status, options.headers.get("allow")], [204, "GET, HEAD, POST, OPTIONS"]);
});

Deno.test("site answers 405 with Allow, as the error page says it", async () => {
  const error = { default: define.page(({ error }) => <>refused {(error as HttpError).status}</>) };
  const site = await testSite({ "a.tsx": { default: says("a") }, "_error.tsx": error });
  for (const method of ["POST", "DELETE", "PATCH", "PROPFIND"]) {
    const response = await site.send("/a", { method });
    deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
    equal(body(await response.text()), "refused 405");
  }
  const bare = await testSite({ "a.ts": { handlers: { POST: () => new Response() } } });
  const response = await bare.send("/a");
  deepEqual([response.status, response.headers.get("allow")], [405, "POST, OPTIONS"]);
});

Deno.test("site hands page(data, init) and ctx.state to the page", async () => {
  const handler = define.handlers((ctx) => page({ n: 2, id: ctx.state.id }, { status: 201, headers: { "x-n": "2" } }));
  const site = await testSite({
    "index.tsx": {
      handler,
      default: define.page<typeof handler>(({ data, state }) => <>{data.n} {data.id} {state.id}</>),
    },
  });
  const response = await site.send("/", {}, { id: "r-1" });
  deepEqual([response.status, response.headers.get("x-n")], [201, "2"]);
  equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  equal(body(await response.text()), "2 r-1 r-1");
});

Deno.test("site runs middlewares from the outermost folder inwards, groups included", async () => {
  const site = await testSite({
    "_middleware.ts": { default: trail("root") },
    "(shop)/_middleware.ts": { handler: [trail("group1"), trail("group2")] },
    "(shop)/p/_middleware.ts": { handler: trail("p") },
    "(shop)/p/[x].ts": {
      handler: (ctx: Context<State>) => new Response(`${ctx.state.trail} ${ctx.params.x} ${ctx.route}`),
    },
    "q.ts": { handler: (ctx: Context<State>) => new Response(String(ctx.state.trail)) },
  });
  equal(await site.text("/p/1"), "root,group1,group2,p 1 /p/:x");
  equal(await site.text("/q"), "root");
});

Deno.test("site keeps two requests' states apart", async () => {
  const site = await testSite({
    "_middleware.ts": { default: trail("x") },
    "a.tsx": { default: define.page((p) => <>{p.state.trail}</>) },
  });
  const pages = await Promise.all(["/a", "/a", "/a"].map(site.text));
  ok(pages.every((html) => body(html) === "x"));
});

Deno.test("site puts layouts and app around pages, less what config leaves out", async () => {
  const skip = { skipInheritedLayouts: true };
  const site = await testSite({
    "_app.tsx": { default: app },
    "_layout.tsx": { default: wrap("outer") },
    "a/_layout.tsx": {
      default: define.layout(async (p) => (await 0,
        (
          <>
            inner(<p.Component />)
          </>
        ))
      ),
    },
    "a/index.tsx": { default: says("page") },
    "a/alone.tsx": { default: define.page(async () => (await 0, <>alone</>)), config: skip },
    "a/bare.tsx": { default: says("bare"), config: { ...skip, skipAppWrapper: true } },
    "b/_layout.tsx": { default: wrap("b"), config: skip },
    "b/index.tsx": { default: says("page") },
    "c/_layout.tsx": { default: wrap("c"), config: { skipAppWrapper: true } },
    "c/index.tsx": { default: says("page") },
    "c/render.ts": { handler: (ctx: Context<State>) => ctx.render(<i>x</i>, { status: 202 }) },
  });
  equal(body(await site.text("/a")), "app(outer(inner(page)))");
  equal(body(await site.text("/a/alone")), "app(alone)");
  equal(body(await site.text("/a/bare")), "bare");
  equal(body(await site.text("/b")), "app(b(page))");
  equal(body(await site.text("/c")), "outer(c(page))");
  equal(body(await site.text("/c/render")), "outer(c(<i>x</i>))");
});

Deno.test("site shows HttpError's page with its status, and 404 as _404 in the layouts of where it was thrown", async () => {
  const throws = (error: unknown) => ({ handler: () => Promise.reject(error) });
  const site = await testSite({
    "_app.tsx": { default: app },
    "_404.tsx": { default: define.page(({ url }) => <>none at {url.pathname}</>) },
    "_error.tsx": { default: define.page(({ error }) => <>root {(error as Error).message}</>) },
    "a/_layout.tsx": { default: wrap("a") },
    "a/missing.ts": throws(new HttpError(404)),
    "a/gone.ts": throws(new HttpError(410, "gone")),
    "b/_error.tsx": { default: define.page(({ error }) => <>b {(error as Error).message}</>) },
    "b/gone.ts": throws(new HttpError(410, "gone")),
    "c/_error.tsx": throws(new HttpError(503, "worse")),
    "c/gone.ts": throws(new HttpError(410, "gone")),
  });
  const seen = async (path: string) => {
    const response = await site.send(path);
    return [response.status, body(await response.text())];
  };
  deepEqual(await seen("/nope"), [404, "app(none at /nope)"]);
  deepEqual(await seen("/a/missing"), [404, "app(a(none at /a/missing))"]);
  deepEqual(await seen("/a/gone"), [410, "app(root gone)"]);
  deepEqual(await seen("/b/gone"), [410, "app(b gone)"]);
  deepEqual(await seen("/c/gone"), [503, "app(root worse)"]);
  deepEqual(await seen("/%E0%A4%A"), [404, "app(none at /%E0%A4%A)"]);
});

Deno.test("site reports an unexpected error once and leaks nothing of it", async () => {
  const crash = { handler: () => Promise.reject(new Error("postgres://secret@db")) };
  const routes = { "a/crash.ts": crash, "a/_layout.tsx": { default: wrap("a") } };
  const bare = await testSite(routes);
  const response = await bare.send("/a/crash");
  deepEqual([response.status, await response.text()], [500, "Internal server error"]);
  equal(bare.errors.length, 1);
  const site = await testSite({ ...routes, "_error.tsx": { default: says("sorry") }, "a/_error.tsx": crash });
  match(await site.text("/a/crash"), /sorry/);
  deepEqual(site.errors.map((e) => (e as Error).message), ["postgres://secret@db", "postgres://secret@db"]);
  await site.send("/none");
  equal(site.errors.length, 2, "a 404 is no error of ours");
});

Deno.test("site refuses a handler or middleware that returns nothing", async () => {
  const site = await testSite({
    "a.ts": { handler: () => undefined },
    "b.ts": { handler: () => ({ data: 1 }) },
    "c/_middleware.ts": { handler: (ctx: Context<State>) => void ctx.next() },
    "c/index.ts": { handler: () => new Response() },
  });
  for (const path of ["/a", "/b", "/c"]) equal((await site.send(path)).status, 500);
  match(String(site.errors[0]), /neither a Response nor "page\(data\)"/);
  match(String(site.errors[1]), /the route has no page/);
  match(String(site.errors[2]), /is "return" missing before ctx.next/);
});

const REFUSED: [string, Record<string, unknown>, RegExp][] = [
  ["a.tsx", {}, /neither a component nor handlers/],
  ["a.tsx", { default: says("a"), config: { csp: true } }, /its config has "csp"/],
  ["a.tsx", { default: says("a"), config: { routeOverride: "/b" } }, /its config has "routeOverride"/],
  ["a.tsx", { handler: { get: () => new Response() } }, /its handler has "get"/],
  ["a.tsx", { default: "text" }, /no component/],
  ["_layout.tsx", { default: app, handler: () => new Response() }, /cannot have handlers/],
  ["_app.tsx", { config: {} }, /must export a component/],
  ["_middleware.ts", { handler: { GET: () => new Response() } }, /one middleware or an array/],
];
for (const [file, exports, message] of REFUSED) {
  Deno.test(`site refuses routes/${file} where ${message.source}`, () =>
    rejects(testSite({ [file]: exports }), message));
}

Deno.test("site tells development pages of a new build, and only those", async () => {
  const routes = { "index.tsx": { default: says("x") } };
  const dev = await testSite(routes, { dev: true });
  match(await dev.text("/"), /<script type="module" src="\/_dev\/reload.js"><\/script><\/head>/);
  match(await dev.text("/_dev/reload.js"), /EventSource\("\/_dev\/reload"\)/);
  const events = await dev.send("/_dev/reload");
  equal(events.headers.get("content-type"), "text/event-stream");
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  match((await reader?.read())?.value ?? "", /data: test\n\n/);
  await reader?.cancel();
  const production = await testSite(routes);
  ok(!(await production.text("/")).includes("_dev"));
  equal((await production.send("/_dev/reload.js")).status, 404);
});

Deno.test("site shows each route's exports to checkRoute, and serves nothing when that throws", async () => {
  const seen: [string, unknown][] = [];
  const checkRoute = (file: string, { tag }: Record<string, unknown>) => void seen.push([file, tag]);
  const handler = () => new Response();
  await testSite({ "a.ts": { handler, tag: 1 }, "_layout.tsx": { default: says("") }, "b.ts": { handler } }, {
    checkRoute,
  });
  deepEqual(seen, [["a.ts", 1], ["b.ts", undefined]]);
  const refuse = () => {
    throw new TypeError("refused");
  };
  await rejects(testSite({ "a.ts": { handler } }, { checkRoute: refuse }), /refused/);
});

Deno.test("site asks guard before a route answers any method, and inside of the folder's middlewares", async () => {
  const handler = { GET: () => new Response("secret") };
  const guard = (_ctx: Context<object>, { tag }: Record<string, unknown>) => {
    if (tag === "hidden") throw new HttpError(404);
    return tag === "moved" ? new Response("elsewhere", { status: 303 }) : undefined;
  };
  const middleware = define.middleware(async (ctx) => {
    const response = await ctx.next();
    response.headers.set("x-seen", "1");
    return response;
  });
  const routes = {
    "_middleware.ts": { default: middleware },
    "open.ts": { handler },
    "moved.ts": { handler, tag: "moved" },
    "hidden.ts": { handler, tag: "hidden" },
  };
  const site = await testSite(routes, { guard });
  equal(await site.text("/open"), "secret");
  const moved = await site.send("/moved");
  deepEqual([moved.status, moved.headers.get("x-seen"), await moved.text()], [303, "1", "elsewhere"]);
  for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
    equal((await site.send("/hidden", { method })).status, 404, method);
  }
});

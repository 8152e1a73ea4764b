import { equal, match, ok } from "node:assert/strict";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { refusePromise } from "./async_guard.ts";
import { asset, Head } from "./runtime.ts";
import { Box, define, headOf, islands, render } from "./testdata/render_page.tsx";
import { testSite } from "./testdata/test_site.ts";

/** How often a page has a part. */
const count = (html: string, part: string | RegExp) => html.split(part).length - 1;

Deno.test("a page without islands ships no script", async () => {
  const { html } = await render(() => <p>plain</p>);
  ok(html.startsWith("<!DOCTYPE html><html>"));
  equal(count(html, /<script|modulepreload/), 0);
});

Deno.test("<Head> replaces by title, meta name, id and key, and adds the rest after", async () => {
  const { html } = await render(() => (
    <main>
      <Head>
        <title>First</title>
        <meta name="description" content="of the page" />
        <link key="canonical" rel="canonical" href="/a" />
      </Head>
      <Head>
        <title>Last & {"<b>"}</title>
        <link key="canonical" rel="canonical" href="/b" />
        <meta property="og:title" content="x" />
      </Head>
      <svg>
        <title>Drawing</title>
      </svg>
    </main>
  ));
  equal(
    headOf(html),
    '<meta charset="utf-8"/><title>Last &amp; &lt;b></title><meta name="description" content="of the page"/>' +
      '<link rel="canonical" href="/b"/><meta property="og:title" content="x"/><link rel="stylesheet" href="/_fresh/styles.css">',
  );
  match(html, /<body><main><svg><title>Drawing<\/title><\/svg><\/main><\/body>/);
});

Deno.test("a page that skips the app gets a bare document with its head", async () => {
  const { html } = await render(() => (
    <p>
      <Head>
        <title>Alone</title>
      </Head>x
    </p>
  ), null);
  match(
    html,
    /^<!DOCTYPE html><html><head><meta charset="utf-8"><title>Alone<\/title>.*<body><p>x<\/p><\/body><\/html>$/,
  );
});

Deno.test("an app without head or body is refused", async () => {
  const { error } = await render(
    () => <p>x</p>,
    define.layout(({ Component }) => (
      <html>
        <Component />
      </html>
    )),
  );
  match(error, /it must hold <head> and <body>/);
});

Deno.test("JSX that a module keeps renders the same every time", async () => {
  const kept = (
    <html>
      <head>
        <title>Kept</title>
      </head>
      <body>
        <Box text="kept">{<Shout />}</Box>
      </body>
    </html>
  );
  const site = await testSite({ "index.tsx": { default: () => kept } }, { islands });
  const first = await site.text("/");
  match(first, /<title>Kept<\/title>.*kept.*LOUD/);
  for (let i = 0; i < 3; i++) equal(await site.text("/"), first);
  equal(refusePromise(refusePromise(Shout)), refusePromise(Shout));
});

const Shout = () => <b>LOUD</b>;

// What "jsx": "precompile" writes otherwise: it knows no properties, only attributes.
Deno.test("forms and ARIA are rendered as the browser would have them", async () => {
  const { html } = await render(() => (
    <form>
      <textarea value="text" />
      <select value="b">
        <option value="a">A</option>
        <option value="b">B</option>
      </select>
      <input defaultValue="x" defaultChecked />
      <button type="button" aria-pressed={false}>x</button>
    </form>
  ));
  match(html, /<textarea>text<\/textarea>/);
  match(html, /<option selected value="b">/);
  match(html, /<input value="x" checked\/>/);
  match(html, /aria-pressed="false"/);
});

Deno.test("asset() pins a path of this site to the build, keeping query and fragment", async () => {
  await testSite({});
  equal(asset("/logo.svg"), "/logo.svg?v=test");
  equal(asset("/sprite.svg?x=1#cart"), "/sprite.svg?x=1&v=test#cart");
  equal(asset("https://cdn.example/a.png"), "https://cdn.example/a.png");
  equal(asset("//cdn.example/a.png"), "//cdn.example/a.png");
});

const ASYNC: [string, () => unknown][] = [
  ["an async component", async () => (await 0, <b>x</b>)],
  ["a component that returns a promise", () => Promise.resolve(<b>x</b>)],
  ["one whose promise rejects", () => Promise.reject(new Error("lost"))],
];
for (const [what, component] of ASYNC) {
  Deno.test(`${what} below the page is refused, not rendered as nothing`, async () => {
    const Late = component as () => null;
    const { error } = await render(() => (
      <main>
        <Late />
      </main>
    ));
    match(error, /^Cannot render ".*": only pages, layouts and "_app" may be async/);
  });
}

Deno.test("context, hooks and classes work below the async guard", async () => {
  const Theme = createContext("none");
  const Shown = () => <i>{useContext(Theme)}</i>;
  const { html } = await render(() => (
    <Theme.Provider value="dark">
      <Shown />
      <Theme.Consumer>{(t) => <b>{t}</b>}</Theme.Consumer>
    </Theme.Provider>
  ));
  match(html, /<i>dark<\/i><b>dark<\/b>/);
});

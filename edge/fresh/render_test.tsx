import { deepEqual, equal, match, ok } from "node:assert/strict";
import { signal } from "@preact/signals";
import { parse } from "devalue";
import fc from "fast-check";
import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import { refusePromise } from "./async_guard.ts";
import { createDefine } from "./mod.ts";
import { asset, Head } from "./runtime.ts";
import { testSite } from "./testdata/test_site.ts";

const define = createDefine<object>();
const app = define.layout(({ Component }) => (
  <html>
    <head>
      <meta charset="utf-8" />
      <title>Shop</title>
      <meta name="description" content="default" />
    </head>
    <body>
      <Component />
    </body>
  </html>
));

function Box(props: Record<string, unknown> & { children?: ComponentChildren }) {
  return <div>{String(props.text ?? "")}{props.children}</div>;
}
const islands = { "islands/Box.tsx": { Box } };

/** A page of these elements, and what was reported while it was rendered. */
async function render(page: () => ComponentChildren, wrapper: unknown = app) {
  const routes = { "index.tsx": { default: page }, ...(wrapper ? { "_app.tsx": { default: wrapper } } : {}) };
  const site = await testSite(routes, { islands });
  return { html: await site.text("/"), error: site.errors[0] instanceof Error ? site.errors[0].message : "" };
}

const headOf = (html: string) => /<head>(.*?)<\/head>/s.exec(html)?.[1] ?? "";
const jsonOf = (html: string) => /id="fresh-islands"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? "";
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

Deno.test("an island page loads its own chunks only, once, and no inline script", async () => {
  const { html } = await render(() => (
    <main>
      <Box text="a" />
      <Box text="b" />
    </main>
  ));
  deepEqual([...html.matchAll(/modulepreload" href="([^"]*)"/g)].map((m) => m[1]), [
    "/_fresh/client.js",
    "/_fresh/preact.js",
    "/_fresh/islands/Box.tsx.js",
  ]);
  deepEqual([...html.matchAll(/<script[^>]*>/g)].map((m) => m[0]), [
    '<script type="application/json" id="fresh-islands">',
    '<script type="module" src="/_fresh/client.js">',
  ]);
  match(html, /<!--fresh:0--><div>a<\/div><!--\/fresh:0--><!--fresh:1--><div>b<\/div><!--\/fresh:1-->/);
});

Deno.test("an island inside another is part of it; in its children it is one of its own", async () => {
  function Outer({ children }: { children?: ComponentChildren }) {
    return (
      <section>
        <Box text="part" />
        {children}
      </section>
    );
  }
  const site = await testSite({
    "index.tsx": {
      default: () => (
        <Outer>
          <Box text="own" />
        </Outer>
      ),
    },
  }, {
    islands: { ...islands, "islands/Outer.tsx": { default: Outer } },
  });
  const html = await site.text("/");
  match(
    html,
    /<!--fresh:0--><section><div>part<\/div><fresh-slot id="fresh-slot-0"><!--fresh:1--><div>own<\/div><!--\/fresh:1--><\/fresh-slot><\/section><!--\/fresh:0-->/,
  );
});

Deno.test("children that an island does not show wait in a template", async () => {
  function Closed(_: { children?: ComponentChildren }) {
    return <p>closed</p>;
  }
  const site = await testSite({
    "index.tsx": {
      default: () => (
        <Closed>
          <b>later</b>
        </Closed>
      ),
    },
  }, {
    islands: { "islands/Closed.tsx": { default: Closed } },
  });
  match(await site.text("/"), /<p>closed<\/p>.*<template id="fresh-slot-0"><b>later<\/b><\/template>/);
});

Deno.test("an island that shows its children twice is refused", async () => {
  function Twice({ children }: { children?: ComponentChildren }) {
    return <p>{children}{children}</p>;
  }
  const site = await testSite({
    "index.tsx": {
      default: () => (
        <Twice>
          <b>x</b>
        </Twice>
      ),
    },
  }, {
    islands: { "islands/Twice.tsx": { default: Twice } },
  });
  await site.send("/");
  match(String(site.errors[0]), /Cannot render an island's children twice/);
});

Deno.test("a signal that two islands share is one in the page's state", async () => {
  const shared = signal(7);
  const { html } = await render(() => (
    <main>
      <Box count={shared} />
      <Box count={shared} other={signal(8)} />
    </main>
  ));
  const [a, b] = parse(jsonOf(html), { Signal: ([value]: [unknown]) => ({ value }) });
  equal(a[2].count, b[2].count);
  deepEqual([a[2].count, b[2].other], [{ value: 7 }, { value: 8 }]);
  match(html, /id="fresh-islands" data-signals="\/_fresh\/signals.js"/);
  match(html, /modulepreload" href="\/_fresh\/signals.js"/);
});

class Money {
  amount = 1;
}
const UNSENDABLE: [string, Record<string, unknown>, string][] = [
  ["a function", { onPick: () => {} }, "onPick"],
  ["a class instance", { price: new Money() }, "price"],
  ["a function deep inside", { list: [{ go: () => {} }] }, "list[0].go"],
  ["JSX in an array", { items: [<b key="x">x</b>] }, "items[0]"],
  ["a symbol", { kind: Symbol("x") }, "kind"],
];
for (const [what, props, prop] of UNSENDABLE) {
  Deno.test(`an island is refused ${what}, with its name and the prop's`, async () => {
    const { html, error } = await render(() => <Box {...props} />);
    equal(html, "Internal server error");
    ok(error.startsWith(`Cannot send prop "${prop}" to island "islands/Box.tsx" (Box): `), error);
  });
}

Deno.test("no text in props, children or attributes makes an element or ends the script", async () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(
      fc.constantFrom(
        "</script>",
        "<script>",
        '"',
        "'",
        ">",
        "<!--",
        "-->",
        "]]>",
        "\u2028",
        "&lt;",
        "</head>",
        "</body>",
        "a",
      ),
    )
      .map((parts) => parts.join("")),
  );
  const site = await testSite({
    "_app.tsx": { default: app },
    "index.tsx": {
      handler: (ctx: { state: { text: string } }) => ({ data: ctx.state.text }),
      default: define.page<never, string>(({ data }) => (
        <p title={data}>
          <Head>
            <title>{data}</title>
          </Head>
          {data}
          <Box text={data} list={new Map([[data, data]])}>{data}</Box>
        </p>
      )),
    },
  }, { islands });
  const tags = (html: string) => [...html.matchAll(/<[a-z!/][^\s>]*/gi)].map((m) => m[0]).join(" ");
  const expected = tags(await (await site.send("/", {}, { text: "a" })).text());
  await fc.assert(fc.asyncProperty(hostile, async (text) => {
    const html = await (await site.send("/", {}, { text })).text();
    // In comments and quotes nothing is a tag: both are cut out before counting.
    equal(tags(html.replaceAll(/"[^"<]*"/g, '""')).split(" ").length, expected.split(" ").length);
    const [[, , props]] = parse(jsonOf(html));
    equal(props.text, text);
    ok(!/[<\u2028\u2029]/.test(jsonOf(html)));
  }));
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

Deno.test("<Head> inside an island is refused", async () => {
  const Titled = () => (
    <p>
      <Head>
        <title>x</title>
      </Head>
    </p>
  );
  const site = await testSite({ "index.tsx": { default: () => <Titled /> } }, {
    islands: { "islands/T.tsx": { default: Titled } },
  });
  await site.send("/");
  match(String(site.errors[0]), /Cannot render <Head> in island "islands\/T.tsx"/);
});

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

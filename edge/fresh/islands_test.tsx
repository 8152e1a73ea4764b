import { deepEqual, equal, match, ok } from "node:assert/strict";
import { signal } from "@preact/signals";
import { parse } from "devalue";
import fc from "fast-check";
import type { ComponentChildren } from "preact";
import { Head } from "./runtime.ts";
import { app, Box, define, islands, jsonOf, render } from "./testdata/render_page.tsx";
import { testSite } from "./testdata/test_site.ts";

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

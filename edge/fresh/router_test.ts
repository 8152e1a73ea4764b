import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { createRouter, readRoutes } from "./router.ts";

const pathOf = (file: string) => readRoutes([file])[0]?.pattern;

Deno.test("readRoutes() gives every form of name its pattern", () => {
  equal(pathOf("index.tsx"), "/");
  equal(pathOf("about.ts"), "/about");
  equal(pathOf("shop/index.tsx"), "/shop");
  equal(pathOf("shop/[slug].tsx"), "/shop/:slug");
  equal(pathOf("shop/[[page]].tsx"), "/shop{/:page}?");
  equal(pathOf("docs/[...path].tsx"), "/docs/:path*");
  equal(pathOf("(shop)/cart.tsx"), "/cart");
  equal(pathOf("(shop)/(inner)/index.tsx"), "/");
  equal(pathOf("sitemap.xml.ts"), "/sitemap.xml");
});

Deno.test("readRoutes() leaves out (_folders)", () => {
  deepEqual(readRoutes(["a/(_islands)/Cart.tsx", "(_components)/card.tsx"]), []);
});

const REFUSED: [string[], RegExp][] = [
  [["[id]-edit.tsx"], /"\[id\]-edit" is none of/],
  [["a/_app.tsx"], /"_app" belongs in "routes\/" itself/],
  [["a/_404.tsx"], /"_404" belongs in/],
  [["_500.tsx"], /"_500" is none of _app, _layout/],
  [["a b.tsx"], /"a b" is none of/],
  [["foo.tsx", "foo/index.tsx"], /"routes\/foo\/index.tsx": "routes\/foo.tsx" serves the same/],
  [["[a].tsx", "[b].tsx"], /serves the same pattern/],
  [["(x)/cart.tsx", "(y)/cart.ts"], /serves the same pattern/],
  [["_layout.tsx", "_layout.ts"], /serves the same pattern/],
];
for (const [files, message] of REFUSED) {
  Deno.test(`readRoutes() refuses ${files.join(" with ")}`, () => throws(() => readRoutes(files), message));
}

const TABLE = ["[...rest]", "[lang]", "about", "index", "shop/[[page]]", "shop/[a]/[b]", "shop/[a]/edit", "shop/sale"];
const PRECEDENCE: [string, string | undefined, Record<string, string>?][] = [
  ["/", "index"],
  ["/about", "about"],
  ["/en", "[lang]", { lang: "en" }],
  ["/shop", "shop/[[page]]", { page: "" }],
  ["/shop/sale", "shop/sale"],
  ["/shop/2", "shop/[[page]]", { page: "2" }],
  ["/shop/2/edit", "shop/[a]/edit", { a: "2" }],
  ["/shop/2/3", "shop/[a]/[b]", { a: "2", b: "3" }],
  ["/shop/2/3/4", "[...rest]", { rest: "shop/2/3/4" }],
  ["/about/", undefined],
  ["/caf%C3%A9%20x", "[lang]", { lang: "café x" }],
];
for (const [pathname, file, params = {}] of PRECEDENCE) {
  Deno.test(`createRouter() sends ${pathname} to ${file ?? "nothing"}`, () => {
    const match = createRouter(readRoutes(TABLE.map((name) => `${name}.tsx`)))(pathname);
    equal(match?.route.file, file && `${file}.tsx`);
    if (match) deepEqual({ ...match.params }, params);
  });
}

Deno.test("createRouter() answers malformed percent encoding with HttpError 400", () => {
  throws(() => createRouter(readRoutes(["[x].tsx"]))("/%E0%A4%A"), { name: "HttpError", status: 400 });
});

Deno.test("createRouter() matches what URLPattern, and so Fresh, would match", () => {
  const name = fc.constantFrom("a", "b", "c.d");
  const part = fc.oneof(name, fc.constantFrom("[x]", "[[x]]", "[...x]"));
  const path = fc.array(fc.oneof(name, fc.constant("")), { minLength: 1, maxLength: 4 });
  // One parameter a pattern: names must differ, and `x` is all there is.
  const file = fc.array(part, { minLength: 1, maxLength: 3 }).filter((p) =>
    p.filter((s) => s.includes("x")).length < 2
  );
  fc.assert(
    fc.property(file, path, (parts, segments) => {
      const routes = readRoutes([`${parts.join("/")}.tsx`]);
      const pathname = `/${segments.join("/")}`;
      const groups = new URLPattern({ pathname: routes[0]?.pattern ?? "" }).exec({ pathname })?.pathname.groups;
      const params = createRouter(routes)(pathname)?.params;
      // Fresh gives "" for what an optional part did not match.
      deepEqual(
        params && { ...params },
        groups && Object.fromEntries(Object.entries(groups).map(([k, v]) => [k, v ?? ""])),
      );
    }),
    { numRuns: 2_000 },
  );
});

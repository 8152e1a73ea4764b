import type { ComponentChildren } from "preact";
import { createDefine } from "../mod.ts";
import { testSite } from "./test_site.ts";

export const define = createDefine<object>();
/** An app as sites have one. */
export const app = define.layout(({ Component }) => (
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

/** An island that shows its text and its children. */
export function Box(props: Record<string, unknown> & { children?: ComponentChildren }) {
  return <div>{String(props.text ?? "")}{props.children}</div>;
}
export const islands = { "islands/Box.tsx": { Box } };

/** A page of these elements, and what was reported while it was rendered. */
export async function render(page: () => ComponentChildren, wrapper: unknown = app) {
  const routes = { "index.tsx": { default: page }, ...(wrapper ? { "_app.tsx": { default: wrapper } } : {}) };
  const site = await testSite(routes, { islands });
  return { html: await site.text("/"), error: site.errors[0] instanceof Error ? site.errors[0].message : "" };
}

/** What a page has in its head. */
export const headOf = (html: string) => /<head>(.*?)<\/head>/s.exec(html)?.[1] ?? "";
/** What a page tells its islands. */
export const jsonOf = (html: string) => /id="fresh-islands"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? "";

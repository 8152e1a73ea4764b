import { Fragment, h, options, type VNode } from "preact";
import { Signal } from "@preact/signals";
import { renderToStringAsync } from "preact-render-to-string";
import { type AnyFunction, refusePromise } from "./async_guard.ts";
import { headElements, replaceHeadElement } from "./head.ts";
import { islandOf } from "./islands.ts";
import type { Assets } from "./manifest.ts";
import { encodeIslands } from "./props.ts";
import { newRenderState, RenderContext, type RenderState, untouched } from "./render_state.ts";

interface ComponentType {
  prototype?: { render?: unknown };
  contextType?: unknown;
}

// Preact's hook before a vnode is rendered, by its name in the published packages.
const hooks = options as { __b?: (vnode: VNode) => void };
const previous = hooks.__b;

hooks.__b = (vnode) => {
  const { type } = vnode;
  if (typeof type === "string") {
    if (!untouched.has(vnode)) replaceHeadElement(vnode);
  } else if (type !== Fragment && !(vnode instanceof Signal)) {
    const island = untouched.has(vnode) ? undefined : islandOf(type);
    const { prototype, contextType } = type as ComponentType;
    if (island) vnode.type = island as VNode["type"];
    else if (!prototype?.render && !contextType) {
      vnode.type = refusePromise(type as AnyFunction) as VNode["type"];
    }
  }
  previous?.(vnode);
};

const renderIn = (state: RenderState, children: VNode | null) =>
  renderToStringAsync(h(RenderContext.Provider, { value: state, children }));

// A slot that its island did not show yet waits in a template; rendering one may bring new islands and slots.
async function renderHiddenSlots(state: RenderState): Promise<string> {
  let html = "";
  for (const [id, slot] of state.slots.entries()) {
    if (slot.rendered) continue;
    html += `<template id="fresh-slot-${id}">${await renderIn(
      state,
      h(Fragment, null, slot.content as VNode),
    )}</template>`;
  }
  return html;
}

const stylesheet = (href: string) => `<link rel="stylesheet" href="${href}">`;
const preload = (href: string) => `<link rel="modulepreload" href="${href}">`;
const module = (src: string) => `<script type="module" src="${src}"></script>`;

/** The links and scripts that the islands of a page need: none, if there are none. */
function islandTags({ islands, assets }: RenderState): { links: string; scripts: string } {
  const [runtime] = assets.runtime;
  if (islands.length === 0 || !runtime) return { links: "", scripts: "" };
  const [json, signals] = encodeIslands(
    islands.map(({ entry }) => entry),
    (index) => `"${islands[index]?.file}" (${islands[index]?.entry[1]})`,
  );
  const chunks = islands.flatMap(({ file }) => assets.islands[file] ?? []);
  const links = [...new Set([...assets.runtime, ...(signals ? assets.signals : []), ...chunks])].map(preload).join("");
  const data = signals ? ` data-signals="${assets.signals[0]}"` : "";
  return {
    links,
    scripts: `<script type="application/json" id="fresh-islands"${data}>${json}</script>${module(runtime)}`,
  };
}

/**
 * Renders a whole document.
 * @param tree The page inside its layouts and `_app`; without an `_app` a bare document is put around it.
 * @param scripts Addresses of further module scripts.
 */
export async function renderDocument(tree: VNode | null, assets: Assets, scripts: string[]): Promise<string> {
  const state = newRenderState(assets);
  let html = await renderIn(state, tree);
  const templates = await renderHiddenSlots(state);
  if (!/^<html[\s>]/.test(html)) html = `<html><head><meta charset="utf-8"></head><body>${html}</body></html>`;
  const headEnd = html.indexOf("</head>"), bodyEnd = html.lastIndexOf("</body>");
  if (headEnd < 0 || bodyEnd < headEnd) throw new Error('Cannot render "_app": it must hold <head> and <body>');
  const head = await renderToStringAsync(h(Fragment, null, headElements(state)));
  const tags = islandTags(state);
  return "<!DOCTYPE html>" + html.slice(0, headEnd) + head + assets.styles.map(stylesheet).join("") + tags.links +
    scripts.map(module).join("") + html.slice(headEnd, bodyEnd) + templates + tags.scripts + html.slice(bodyEnd);
}

import { h, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { HeadPlace } from "./runtime.ts";
import { IslandContext, RenderContext, type RenderState, untouched } from "./render_state.ts";

const TAGS = new Set<unknown>(["title", "meta", "link", "base", "style", "script", "noscript", "template"]);
// What makes two `<meta>` the same, besides key and id.
const META_NAMES = ["name", "property", "httpEquiv", "http-equiv"];

type Props = Record<string, unknown>;

/** Two elements with the same identity are one: the later wins. */
function identity(element: VNode): string {
  const props = element.props as Props;
  if (element.key !== undefined && element.key !== null) return `key ${element.key}`;
  if (element.type === "title") return "title";
  if (props.id !== undefined) return `id ${props.id}`;
  if (element.type === "meta") {
    const name = META_NAMES.find((n) => props[n] !== undefined);
    if (name) return `meta ${name.replace("-", "").toLowerCase()} ${props[name]}`;
    if (props.charset ?? props.charSet) return "meta charset";
  }
  const html = (props.dangerouslySetInnerHTML as { __html?: string } | undefined)?.__html;
  return `${element.type} ${
    JSON.stringify(Object.entries({ ...props, dangerouslySetInnerHTML: html }).map(String).sort())
  }`;
}

function HeadElement({ element }: { element: VNode }) {
  const place = useContext(HeadPlace);
  const state = useContext(RenderContext);
  const island = useContext(IslandContext);
  if (!place || !state) return element;
  if (island) throw new Error(`Cannot render <Head> in island "${island}": only pages, layouts and "_app" may`);
  state.head[place].set(identity(element), element);
  return null;
}

/** Sends what belongs in the document's head there; every other element stays as it is. */
export function replaceHeadElement(vnode: VNode): void {
  if (vnode.type === "head") {
    const { children, ...props } = vnode.props as Props & { children?: VNode };
    vnode.props = { ...props, children: h(HeadPlace.Provider, { value: "document", children }) } as VNode["props"];
    untouched.add(vnode);
  } else if (TAGS.has(vnode.type)) {
    const element = h(vnode.type as string, vnode.props as Props);
    element.key = vnode.key;
    untouched.add(element);
    Object.assign(vnode, { type: HeadElement, props: { element } });
  }
}

/** The head's elements in the document's order, replaced and followed by the pages'. */
export function headElements({ head }: RenderState): VNode[] {
  return [...new Map([...head.document, ...head.page]).values()];
}

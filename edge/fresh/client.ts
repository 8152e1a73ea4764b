// The browser's side of islands. It is on every page that has one: keep it small.
import { type ComponentChild, type ComponentType, h, hydrate } from "preact";
import { parse } from "devalue";
import type { IslandEntry } from "./props.ts";

const source = document.getElementById("fresh-islands") as HTMLScriptElement;
const signals = source.dataset.signals;
const revivers = signals ? (await import(signals)).revivers : {};
const entries: IslandEntry[] = parse(source.textContent ?? "", revivers);

/** What Preact takes for an element: some nodes and the comment after them. */
function rootOf(childNodes: ChildNode[], end: ChildNode): Element {
  return {
    nodeType: 1,
    namespaceURI: (end.parentNode as Element).namespaceURI,
    childNodes,
    firstChild: childNodes[0],
    // A slot around it may have moved since.
    insertBefore: (node: Node, before: Node | null) => end.parentNode?.insertBefore(node, before ?? end),
  } as unknown as Element;
}

/** A slot keeps the DOM that the server made, also when the island takes it away and shows it again. */
function slot(id: number): ComponentChild {
  const host = document.getElementById(`fresh-slot-${id}`) as HTMLElement | HTMLTemplateElement;
  let home: ParentNode = "content" in host ? host.content : host;
  const ref = (element: HTMLElement | null) => {
    if (!element || element === home) return;
    element.append(...home.childNodes);
    home = element;
    void hydrateIslands(element);
  };
  return h("fresh-slot", { ref, dangerouslySetInnerHTML: { __html: "" } });
}

async function hydrateIsland(start: Comment, id: string): Promise<void> {
  const nodes: ChildNode[] = [];
  let end = start.nextSibling as ChildNode;
  for (; end && (end as Comment).data !== `/fresh:${id}`; end = end.nextSibling as ChildNode) nodes.push(end);
  try {
    const [script, name, props, slots] = entries[Number(id)] as IslandEntry;
    for (const prop in slots) props[prop] = slot(slots[prop] as number);
    const module = await import(script);
    hydrate(h(module[name] as ComponentType<typeof props>, props), rootOf(nodes, end));
  } catch (error) {
    end?.before(...nodes); // Preact took them away; the others go on.
    reportError(error);
  }
}

async function hydrateIslands(root: Node): Promise<void> {
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const found: Promise<void>[] = [];
  for (let node = comments.nextNode() as Comment | null; node; node = comments.nextNode() as Comment | null) {
    const id = /^fresh:(\d+)$/.exec(node.data)?.[1];
    if (!id) continue;
    node.data = "fresh"; // Once.
    found.push(hydrateIsland(node, id));
  }
  await Promise.all(found);
}

await hydrateIslands(document);
source.dataset.ready = "";

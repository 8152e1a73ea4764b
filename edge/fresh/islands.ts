import { type ComponentChildren, type ComponentType, Fragment, h, type VNode } from "preact";
import { useContext } from "preact/hooks";
import type { Manifest } from "./manifest.ts";
import { isElement } from "./props.ts";
import { IslandContext, RenderContext, type RenderState, type SlotState, untouched } from "./render_state.ts";

type Props = Record<string, unknown>;
type Component = ComponentType<Props>;

const islands = new WeakMap<object, Component>();

/** Makes every exported component of the island modules an island. */
export function registerIslands(modules: Manifest["islands"]): void {
  for (const [file, module] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === "function") islands.set(value, islandRoot(file, name, value as Component));
    }
  }
}

/** What stands for a component that is an island. */
export const islandOf = (component: object): Component | undefined => islands.get(component);

const hasElement = (value: unknown): boolean => Array.isArray(value) ? value.some(hasElement) : isElement(value);

const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as Props);

function Slot({ id, state, children }: { id: number; state: RenderState; children: ComponentChildren }) {
  const slot = state.slots[id] as SlotState;
  if (slot.rendered) throw new Error("Cannot render an island's children twice: the browser has them once");
  slot.rendered = true;
  return h("fresh-slot", { id: `fresh-slot-${id}` }, h(IslandContext.Provider, { value: null, children }));
}

function islandRoot(file: string, name: string, component: Component): Component {
  return function IslandRoot(props: Props) {
    const state = useContext(RenderContext);
    const outer = useContext(IslandContext);
    // Inside another island it is part of that island.
    if (!state || outer) return plain(component, props);
    const script = state.assets.islands[file]?.[0];
    if (!script) throw new Error(`Cannot render island "${file}": the build has no script for it`);
    const sent: Props = {}, slots: Record<string, number> = {}, own: Props = {};
    for (const [prop, value] of Object.entries(props)) {
      if (isElement(value) || (prop === "children" && hasElement(value))) {
        const id = slots[prop] = state.slots.push({ content: value, rendered: false }) - 1;
        own[prop] = h(Slot, { id, state, children: value as ComponentChildren });
      } else own[prop] = sent[prop] = value;
    }
    const id = state.islands.push({ file, entry: [script, name, sent, slots] }) - 1;
    const content = h(IslandContext.Provider, { value: file, children: plain(component, own) });
    return h(Fragment, null, comment(`fresh:${id}`), content, comment(`/fresh:${id}`));
  };
}

function plain(component: Component, props: Props): VNode {
  const vnode = h(component, props);
  untouched.add(vnode as VNode);
  return vnode as VNode;
}

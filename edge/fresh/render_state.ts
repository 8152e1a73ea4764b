import { createContext, type VNode } from "preact";
import type { Assets } from "./manifest.ts";
import type { IslandEntry } from "./props.ts";

/** A piece of JSX that an island got as a prop; the browser takes its DOM as it is. */
export interface SlotState {
  content: unknown;
  rendered: boolean;
}

/** What one render of a document gathers. */
export interface RenderState {
  assets: Assets;
  /** Elements for the head by what makes them the same: from `<head>`, and from every `<Head>`. */
  head: { document: Map<string, VNode>; page: Map<string, VNode> };
  islands: { file: string; entry: IslandEntry }[];
  slots: SlotState[];
}

export const newRenderState = (assets: Assets): RenderState => ({
  assets,
  head: { document: new Map(), page: new Map() },
  islands: [],
  slots: [],
});

/** The render that a component takes part in; null outside the site, for example in mail. */
export const RenderContext = createContext<RenderState | null>(null);

/** The file of the island around a component, null outside of islands and inside their slots. */
export const IslandContext = createContext<string | null>(null);

/** Vnodes that the hook made itself and must not replace again. */
export const untouched = new WeakSet<VNode>();

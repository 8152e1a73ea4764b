import type { ComponentChildren } from "preact";

export interface PanelProps {
  children: ComponentChildren;
  /** The element, where a `div` would say too little. */
  as?: "div" | "section" | "aside" | "article" | "header";
  /** Id of the heading inside that names it. */
  labelledBy?: string;
  class?: string;
}

/** A sheet of glass. */
export function Panel({ children, as: Element = "div", labelledBy, class: className }: PanelProps) {
  return (
    <Element aria-labelledby={labelledBy} class={`glass rounded-panel p-5 sm:p-7 ${className ?? ""}`}>
      {children}
    </Element>
  );
}

import { isValidElement, type VNode } from "preact";
import { Signal } from "@preact/signals";
import { DevalueError, stringify } from "devalue";

/** Whether a value is JSX. A Signal passes isValidElement(), and so does any object without a prototype. */
export const isElement = (value: unknown): value is VNode =>
  !(value instanceof Signal) && isValidElement(value) && "props" in value;

/** An island's part of the page's state: its script, export, props, and the slots among its props. */
export type IslandEntry = [script: string, name: string, props: Record<string, unknown>, slots: Record<string, number>];

const UNSAFE = /[<\u2028\u2029]/g;
const escape = (c: string) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");

/**
 * Writes the islands of a page as JSON that is safe inside a script element; what two islands share stays shared.
 * @param label Names an island in errors.
 * @returns The JSON, and whether it holds signals.
 */
export function encodeIslands(entries: IslandEntry[], label: (index: number) => string): [string, boolean] {
  let signals = false;
  const Signals = (value: unknown) => {
    if (!(value instanceof Signal)) return false;
    signals = true;
    return [value.peek()];
  };
  // To devalue JSX is a plain object: a function in its place is refused, with the path to it.
  const Jsx = (value: unknown) => isElement(value) && (() => {});
  try {
    return [stringify(entries, { Signal: Signals, Jsx }).replace(UNSAFE, escape), signals];
  } catch (cause) {
    if (!(cause instanceof DevalueError)) throw cause;
    const [, index = "0", prop = ""] = /^\[(\d+)\]\[2\]\.?(.*)$/s.exec(cause.path) ?? [];
    throw new TypeError(
      `Cannot send prop "${prop}" to island ${label(Number(index))}: functions, class instances and JSX inside of ` +
        "arrays or objects do not travel",
      { cause },
    );
  }
}

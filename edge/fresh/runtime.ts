/**
 * What pages and islands import as `fresh/runtime`, on the server and in the browser.
 *
 * @module
 */
import { type ComponentChildren, createContext, h } from "preact";
import { getBuildId } from "./build_id.ts";

/** True in the browser, false on the server. */
export const IS_BROWSER = typeof document !== "undefined";

/** The query parameter that pins a static file to a build, so that it may be cached for good. */
export const ASSET_VERSION = "v";

/** The address of a static file, locked to this build and cached for a year. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const [, file = "", query = "", hash = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(path) ?? [];
  return `${file}${query === "" ? "?" : query + "&"}${ASSET_VERSION}=${getBuildId()}${hash}`;
}

/** Where `<title>`, `<meta>` and the like are being rendered: in the document's `<head>`, in a `<Head>`, or elsewhere. */
export const HeadPlace = createContext<"document" | "page" | null>(null);

export interface HeadProps {
  children?: ComponentChildren;
}

/** Puts its children into the document's head; one with the same key, id or meta name replaces what was there. */
export function Head(props: HeadProps): ComponentChildren {
  return h(HeadPlace.Provider, { value: "page", children: props.children });
}

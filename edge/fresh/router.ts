import { HttpError } from "./http_error.ts";

/** What a file below `routes/` is for. */
export type RouteKind = "route" | "_app" | "_layout" | "_middleware" | "_error" | "_404";

/** A file below `routes/`, read by its name alone. */
export interface RouteFile {
  /** Path below `routes/`, with its extension. */
  file: string;
  kind: RouteKind;
  /** Folder below `routes/`, groups included; "" is `routes/` itself. */
  dir: string;
  /** URL pattern of a route, such as `/products/:slug`; "" for every other kind. */
  pattern: string;
}

/** A route that a URL matched, with the decoded values of its parameters. */
export interface RouteMatch {
  route: RouteFile;
  params: Record<string, string>;
}

type Rank = 0 | 1 | 2 | 3;

interface Segment {
  rank: Rank;
  name: string;
}

const SPECIAL = new Set<string>(["_app", "_layout", "_middleware", "_error", "_404"]);
const ROOT_ONLY = new Set<string>(["_app", "_404"]);
const GROUP = /^\(.+\)$/;
const PRIVATE = /(^|\/)\(_[^/]+\)\//;
const EXTENSION = /\.[jt]sx?$/;
const STATIC = /^[\w.~-]+$/;
// In the order of their precedence: static, [x], [[x]], [...x].
const FORMS: [RegExp, Rank][] = [
  [/^\[(\w+)\]$/, 1],
  [/^\[\[(\w+)\]\]$/, 2],
  [/^\[\.\.\.(\w+)\]$/, 3],
];

function segment(text: string, file: string): Segment {
  for (const [form, rank] of FORMS) {
    const name = form.exec(text)?.[1];
    if (name) return { rank, name };
  }
  if (STATIC.test(text)) return { rank: 0, name: text };
  throw new Error(`Cannot serve "routes/${file}": "${text}" is none of name, [x], [[x]], [...x] and (group)`);
}

const PATTERNS = [
  (n: string) => `/${n}`,
  (n: string) => `/:${n}`,
  (n: string) => `{/:${n}}?`,
  (n: string) => `/:${n}*`,
];
const ONE = "[^/]+";
const REGEXPS = [
  (n: string) => "/" + n.replaceAll(".", "\\."),
  (n: string) => `/(?<${n}>${ONE})`,
  (n: string) => `(?:/(?<${n}>${ONE}))?`,
  (n: string) => `(?:/(?<${n}>${ONE}(?:/${ONE})*))?`,
];

function segmentsOf(file: string): Segment[] {
  const parts = file.replace(EXTENSION, "").split("/").filter((part) => !GROUP.test(part));
  if (parts.at(-1) === "index") parts.pop();
  return parts.map((part) => segment(part, file));
}

const join = (parts: ((name: string) => string)[], segments: Segment[]) =>
  segments.map(({ rank, name }) => parts[rank]?.(name)).join("");

interface Entry extends RouteFile {
  segments: Segment[];
}

function read(file: string): Entry {
  const slash = file.lastIndexOf("/");
  const dir = slash < 0 ? "" : file.slice(0, slash);
  const name = file.slice(slash + 1).replace(EXTENSION, "");
  if (!name.startsWith("_")) {
    const segments = segmentsOf(file);
    return { file, kind: "route", dir, pattern: join(PATTERNS, segments) || "/", segments };
  }
  if (!SPECIAL.has(name)) {
    throw new Error(`Cannot serve "routes/${file}": "${name}" is none of ${[...SPECIAL].join(", ")}`);
  }
  if (dir !== "" && ROOT_ONLY.has(name)) {
    throw new Error(`Cannot serve "routes/${file}": "${name}" belongs in "routes/" itself`);
  }
  return { file, kind: name as RouteKind, dir, pattern: "", segments: [] };
}

const ranks = (entry: Entry) => entry.segments.map((s) => s.rank).join("");
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Reads route files by their names: static before dynamic before optional before wildcard, segment by segment.
 * Leaves out `(_folders)`; refuses names it does not know, and two files that serve one pattern.
 */
export function readRoutes(files: Iterable<string>): RouteFile[] {
  const entries = [...files].filter((file) => !PRIVATE.test(file)).map(read)
    .sort((a, b) => compare(ranks(a), ranks(b)) || compare(a.file, b.file));
  const served = new Map<string, string>();
  for (const { file, kind, dir, segments } of entries) {
    const key = kind === "route" ? segments.map((s) => `/${s.rank}${s.rank === 0 ? s.name : ""}`).join("") : dir + kind;
    const other = served.get(key);
    if (other) throw new Error(`Cannot serve "routes/${file}": "routes/${other}" serves the same pattern`);
    served.set(key, file);
  }
  return entries.map(({ segments: _, ...route }) => route);
}

function decode(groups: Record<string, string | undefined>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text ?? "")]));
  } catch (cause) {
    throw new HttpError(400, "Malformed URL", { cause });
  }
}

/** Finds the route of a pathname; routes must come in the order of `readRoutes`. */
export function createRouter(routes: RouteFile[]): (pathname: string) => RouteMatch | null {
  const fixed = new Map<string, RouteFile>();
  const variable: [RegExp, RouteFile][] = [];
  for (const route of routes.filter((r) => r.kind === "route")) {
    const segments = segmentsOf(route.file);
    if (segments.every((s) => s.rank === 0)) fixed.set(route.pattern, route);
    else variable.push([new RegExp(`^${join(REGEXPS, segments)}$`), route]);
  }
  return (pathname) => {
    const route = fixed.get(pathname);
    if (route) return { route, params: {} };
    for (const [pattern, route] of variable) {
      const match = pattern.exec(pathname);
      if (match) return { route, params: decode(match.groups ?? {}) };
    }
    return null;
  };
}

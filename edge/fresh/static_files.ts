import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { getBuildId } from "./build_id.ts";
import { ASSET_VERSION } from "./runtime.ts";

/** A folder that is served as it is. */
export interface StaticRoot {
  /** Absolute address of the folder, ending in "/". */
  url: URL;
  /** Path on the site, ending in "/". */
  prefix: string;
  /** Whether names hold a hash of their content. */
  immutable: boolean;
}

type Encoding = "br" | "gzip";

interface StaticFile {
  url: URL;
  type: string;
  immutable: boolean;
  loaded?: { bytes: Uint8Array<ArrayBuffer>; etag: string };
  encoded: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>;
}

const TYPES: Record<string, string> = {
  avif: "image/avif",
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json; charset=utf-8",
  webp: "image/webp",
  woff2: "font/woff2",
  xml: "application/xml; charset=utf-8",
};
const FOREVER = "public, max-age=31536000, immutable";
const REVALIDATE = "public, max-age=0, must-revalidate";
const MIN_COMPRESS_BYTES = 512;
const COMPRESS = { br: promisify(brotliCompress), gzip: promisify(gzip) };

async function walk({ url, prefix, immutable }: StaticRoot, files: Map<string, StaticFile>): Promise<void> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(url)) {
    if (name.startsWith(".") && name !== ".well-known") continue;
    const path = encodeURIComponent(name);
    if (isDirectory) {
      await walk({ url: new URL(`${path}/`, url), prefix: `${prefix}${name}/`, immutable }, files);
    } else if (isFile) {
      const type = TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
      files.set(prefix + name, { url: new URL(path, url), type, immutable, encoded: {} });
    }
  }
}

async function load(file: StaticFile) {
  const bytes = await Deno.readFile(file.url);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return file.loaded = { bytes, etag: `W/"${hash.toHex().slice(0, 16)}"` };
}

const accepts = (header: string, encoding: Encoding) =>
  header.split(",").some((part) => {
    const [name, q] = part.split(";");
    return name?.trim().toLowerCase() === encoding && !/^\s*q=0(\.0*)?\s*$/.test(q ?? "");
  });

// Compressed at the first request for it and kept: never twice, and never for what nobody asks for.
async function encode(file: StaticFile, bytes: Uint8Array<ArrayBuffer>, encoding: Encoding) {
  return file.encoded[encoding] ??= new Uint8Array(await COMPRESS[encoding](bytes));
}

async function serve(req: Request, file: StaticFile, locked: boolean): Promise<Response> {
  const { bytes, etag } = file.loaded ?? await load(file);
  const headers = new Headers({
    "content-type": file.type,
    "cache-control": file.immutable || locked ? FOREVER : REVALIDATE,
    etag,
  });
  const compressible = file.type.includes("charset") && bytes.length >= MIN_COMPRESS_BYTES;
  if (compressible) headers.set("vary", "accept-encoding");
  if (req.headers.get("if-none-match")?.split(",").some((tag) => tag.trim() === etag)) {
    return new Response(null, { status: 304, headers });
  }
  const accepted = req.headers.get("accept-encoding") ?? "";
  const encoding = compressible && (["br", "gzip"] as const).find((e) => accepts(accepted, e));
  const body = encoding ? await encode(file, bytes, encoding) : bytes;
  if (encoding) headers.set("content-encoding", encoding);
  headers.set("content-length", String(body.length));
  return new Response(req.method === "HEAD" ? null : body, { headers });
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined; // No file has such a name.
  }
}

/**
 * Serves the files that are in the folders now, and nothing else: a path is looked up in their list, never on the disk.
 * @returns A function that answers null for what is no file of them.
 */
export async function staticFiles(roots: StaticRoot[]): Promise<(req: Request) => Promise<Response | null>> {
  const files = new Map<string, StaticFile>();
  for (const root of roots) await walk(root, files);
  return async (req) => {
    if (req.method !== "GET" && req.method !== "HEAD") return null;
    const url = new URL(req.url);
    const file = files.get(decoded(url.pathname) ?? "");
    return file ? await serve(req, file, url.searchParams.get(ASSET_VERSION) === getBuildId()) : null;
  };
}

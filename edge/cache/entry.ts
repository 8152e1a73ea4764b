import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Lifetime, lifetimeOf } from "./cache_control.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Encoding = "br" | "gzip";

/** An answer that is kept. */
export interface Entry {
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly lifetime: Lifetime;
  readonly headers: readonly [string, string][];
  readonly etag: string;
  readonly body: Bytes;
  /** Made when first asked for. */
  readonly encoded: Partial<Record<Encoding, Promise<Bytes>>>;
}

/** Whether an answer is the same for everybody, and may be kept. */
export function isCacheable({ status, headers }: Response): boolean {
  return status === 200 && lifetimeOf(headers.get("cache-control")) !== undefined &&
    !["set-cookie", "vary", "content-encoding"].some((name) => headers.has(name));
}

/** Takes a cacheable answer, body and all. */
export async function makeEntry(response: Response, now: number): Promise<Entry> {
  const body = new Uint8Array(await response.arrayBuffer()).slice(); // the buffer may be larger than what is in it
  const etag = response.headers.get("etag") ??
    `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 24)}"`;
  const headers = [...response.headers].filter(([name]) => name !== "etag");
  headers.push(["etag", etag], ["vary", "accept-encoding"]);
  const lifetime = lifetimeOf(response.headers.get("cache-control"))!;
  return { storedAt: now, lifetime, headers, etag, body, encoded: {} };
}

/** The answer that an entry gives to a request: 304 when the client has it already, and compressed as it likes. */
export async function answerFrom(
  entry: Entry,
  request: Request,
  now: number,
  state: "hit" | "stale" | "miss",
): Promise<Response> {
  const headers: [string, string][] = [...entry.headers, ["x-cache", state]];
  if (state !== "miss") headers.push(["age", String(Math.floor((now - entry.storedAt) / 1000))]);
  if (hasAlready(request.headers.get("if-none-match"), entry.etag)) {
    return new Response(null, { status: 304, headers: headers.filter(([name]) => name !== "content-type") });
  }
  // A new entry may never be asked for again: the server compresses it in passing, with less effort.
  const encoding = state === "miss" ? undefined : encodingFor(request.headers.get("accept-encoding"), entry);
  if (encoding) headers.push(["content-encoding", encoding]);
  const body = encoding ? await (entry.encoded[encoding] ??= COMPRESS[encoding](entry.body)) : entry.body;
  headers.push(["content-length", String(body.length)]); // by itself, an answer to HEAD would say 0
  return new Response(body, { headers });
}

/** Tags are compared weakly, so that one stands for every encoding of a body. */
function hasAlready(ifNoneMatch: string | null, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch?.split(",").some((tag) => tag.trim() === "*" || opaque(tag) === opaque(etag)) ?? false;
}

const MIN_COMPRESS_BYTES = 512;
const COMPRESSIBLE = /^(text\/|application\/(\w+\+)?(json|xml)|image\/svg)/;

function encodingFor(accepted: string | null, { body, headers }: Entry): Encoding | undefined {
  if (!accepted || body.length < MIN_COMPRESS_BYTES) return undefined;
  if (!headers.some(([name, value]) => name === "content-type" && COMPRESSIBLE.test(value))) return undefined;
  const names = accepted.split(",").filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part)).map((part) =>
    part.split(";")[0]!.trim().toLowerCase()
  );
  return (["br", "gzip"] as const).find((encoding) => names.includes(encoding));
}

/** A fraction of the time that the highest takes, and nearly its size. */
const BROTLI_QUALITY = 5;

const COMPRESS: Record<Encoding, (body: Bytes) => Promise<Bytes>> = {
  br: async (body) =>
    new Uint8Array(
      await promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    ),
  gzip: async (body) => new Uint8Array(await promisify(gzip)(body)),
};

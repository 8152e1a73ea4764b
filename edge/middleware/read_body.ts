import type { MiddlewareHandler } from "hono";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Env } from "../env.ts";
import { isUnsafe } from "./refuse_cross_site.ts";

/** The largest request body in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;
/** How long a client may take to send it. */
const BODY_TIMEOUT_MS = 10_000;

/**
 * Reads the body before any handler does, so that none waits for a slow one or is filled by a large one; refuses any
 * content type that is not allowed at its path.
 */
export function readBody(timeoutMs = BODY_TIMEOUT_MS): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { method, url, headers, body } = c.req.raw;
    if (!isUnsafe(method)) return await next();
    if (Number(headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    const bytes = body ? await readAll(body, timeoutMs) : new Uint8Array();
    if (bytes.length > 0) refuseContentType(c.req.path, headers.get("content-type"));
    c.req.raw = new Request(url, { method, headers, body: bytes.length > 0 ? bytes : null });
    await next();
  };
}

async function readAll(body: ReadableStream<Uint8Array<ArrayBuffer>>, timeoutMs: number) {
  const reader = body.getReader();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => {}); // ends the reading below, which tells the client
  }, timeoutMs);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.length;
      if (size > MAX_BODY_BYTES) throw tooLarge();
      chunks.push(read.value);
    }
  } finally {
    clearTimeout(timer);
  }
  if (late) throw new ShopError(ErrorCode.DEADLINE_EXCEEDED, "Cannot read the request: its body takes too long");
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function tooLarge(): ShopError {
  return new ShopError(ErrorCode.TOO_LARGE, `Cannot read the request: its body is larger than ${MAX_BODY_BYTES} bytes`);
}

const JSON_ONLY = ["application/json"];
const FORMS_TOO = [...JSON_ONLY, "application/x-www-form-urlencoded", "multipart/form-data"];

/** The API reads JSON, the site's pages also what forms send. */
function refuseContentType(path: string, header: string | null): void {
  const allowed = /^\/(api|graphql)\//.test(path) ? JSON_ONLY : FORMS_TOO;
  if (allowed.includes(header?.split(";")[0]?.trim().toLowerCase() ?? "")) return;
  const message = `Cannot read the request: its content type is not ${allowed.join(" or ")}`;
  throw new ShopError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
}

/**
 * Keeps Deno's HTTP/2 from crashing the process when a connection ends (denoland/deno#36788, open in Deno 2.9.6).
 *
 * Deno calls "goaway" listeners, and with them `session.close()` and `session.destroy()`, while nghttp2 is still reading the
 * same session; freeing it there is a use after free that ends the process, client or server. Here all three wait for the next
 * macrotask, when the read has returned.
 *
 * Load it with `--preload` in every process that speaks gRPC, before the first channel or server is made. It may go when the
 * issue is closed and `h2_guard_process_test.ts` passes without it.
 */
import http2 from "node:http2";
import process from "node:process";

type Session = http2.Http2Session;

/** Defers what would free the session while it is being read. Returns the same session. */
function guard(session: Session): Session {
  const { emit, close, destroy } = session;
  let closing = false;
  let destroying = false;

  // grpc-js listens for "goaway" only once it knows the peer's settings; both can come in one read, and a GOAWAY nobody
  // hears leaves a dead connection in use.
  session.emit = function (event: string | symbol, ...values: unknown[]): boolean {
    if (event !== "goaway") return emit.call(session, event, ...values);
    setImmediate(() => emit.call(session, event, ...values));
    return session.listenerCount(event) > 0;
  };
  session.close = function (callback?: () => void): void {
    if (callback) session.once("close", callback);
    if (closing) return;
    closing = true;
    setImmediate(() => !session.destroyed && close.call(session));
  };
  session.destroy = function (...reason: Parameters<Session["destroy"]>): void {
    if (destroying) return;
    destroying = true;
    setImmediate(() => destroy.apply(session, reason));
  };
  return session;
}

const GUARDED = Symbol.for("shopflow.h2_guard");

function install(): void {
  const module = http2 as typeof http2 & { [GUARDED]?: true };
  if (module[GUARDED] || !("deno" in process.versions)) return;
  module[GUARDED] = true;
  const { connect, createServer, createSecureServer } = http2;
  http2.connect = ((...args: Parameters<typeof connect>) => guard(connect(...args))) as typeof connect;
  http2.createServer = ((...args: Parameters<typeof createServer>) => {
    return createServer(...args).prependListener("session", guard);
  }) as typeof createServer;
  http2.createSecureServer = ((...args: Parameters<typeof createSecureServer>) => {
    return createSecureServer(...args).prependListener("session", guard);
  }) as typeof createSecureServer;
}

install();

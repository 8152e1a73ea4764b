/**
 * Has a server end its connections without a call lost, whether it stops or they are old (RFC 9113, section 6.8).
 *
 * A session that is closed refuses new streams at once. Their client, which has not read its GOAWAY yet, or has in this very
 * moment, begins them again on the same connection, is refused again, and gives up. Here it is told first that the session will
 * close, which it has read when it answers the PING sent behind that. Only then are streams refused: what was begun meanwhile it
 * begins anew elsewhere. (nghttp2 does not serve them, as the RFC would have it, but it does not refuse them before either.)
 */
import http2, { type ServerHttp2Session } from "node:http2";

/** Above all there can be: which streams are refused is said at the end. */
const LAST_STREAM = 2 ** 31 - 1;
/** A client that does not answer is not waited for longer. */
const ANSWER_MS = 1_000;

function closeGracefully(session: ServerHttp2Session): void {
  const { close } = session;
  let closing = false;
  session.close = function (callback?: () => void): void {
    if (callback) session.once("close", callback);
    if (closing || session.destroyed) return;
    closing = true;
    const timer = setTimeout(() => close.call(session), ANSWER_MS);
    session.once("close", () => clearTimeout(timer));
    session.goaway(http2.constants.NGHTTP2_NO_ERROR, LAST_STREAM);
    session.ping(() => close.call(session));
  };
}

const { createSecureServer } = http2;
// After what h2_guard.ts listens with, so that what is called in the end is its close()
http2.createSecureServer = ((...args: Parameters<typeof createSecureServer>) => {
  return createSecureServer(...args).on("session", closeGracefully);
}) as typeof createSecureServer;

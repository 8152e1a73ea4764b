import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Log } from "../kit/log.ts";
import { type Backend, CommandError, type CommandLine, type Reply, type SubscriptionKind } from "./backend.ts";
import { percentDecode } from "./bytes.ts";
import { encodeReply, type Encoding } from "./encode_reply.ts";
import { eventStreams } from "./event_stream.ts";
import { parseCommand, parseCommands, parsePathCommand } from "./parse_request.ts";
import { refuseUnavailable } from "./refused_commands.ts";

/** Largest request body in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** What the endpoint is made of. */
export interface RestOptions {
  readonly backend: Backend;
  /** What callers present as `Authorization: Bearer`. */
  readonly token: string;
  readonly log: Log;
  /** Ends the streams of subscribers, which would otherwise keep a stopping server waiting. */
  readonly stopping: AbortSignal;
}

/**
 * The Upstash REST protocol: a command in a JSON array (`POST /`) or a path (`/get/key`), pipelines, transactions
 * and subscriptions. Errors are `{ error }` with 400 for the caller's, 401 for a wrong token, 503 for Redis's absence.
 */
export function createRest({ backend, token, log, stopping }: RestOptions): Hono {
  const app = new Hono();
  const openStream = eventStreams(backend, stopping);
  const execute = (line: CommandLine) => {
    refuseUnavailable(line);
    return backend.execute(line);
  };

  app.get("/health", async () => {
    await backend.execute(["PING"]);
    return Response.json({ status: "ok" });
  });
  app.use(requireToken(token));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => failure(413, "ERR max request size exceeded") }));

  app.post("/", async (c) => {
    return Response.json(success(await execute(parseCommand(await readJson(c))), encodingOf(c)));
  });
  app.post("/pipeline", async (c) => {
    const lines = parseCommands(await readJson(c));
    const replies = await Promise.all(lines.map((line) => Promise.try(execute, line).catch(commandError)));
    return Response.json(replies.map((reply) => entry(reply, encodingOf(c))));
  });
  app.post("/multi-exec", async (c) => {
    const lines = parseCommands(await readJson(c));
    lines.forEach(refuseUnavailable);
    const replies = await backend.transact(lines);
    return Response.json(replies.map((reply) => entry(reply, encodingOf(c))));
  });
  app.on(["GET", "POST"], "/:kind{p?subscribe}/:channel", async (c) => {
    const [, kind, channel] = new URL(c.req.url).pathname.split("/");
    const stream = await openStream(kind as SubscriptionKind, percentDecode(channel!));
    return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-cache" } });
  });
  app.on(["GET", "POST"], "/*", async (c) => {
    const line = parsePathCommand(new URL(c.req.url), new Uint8Array(await c.req.arrayBuffer()));
    return Response.json(success(await execute(line), encodingOf(c)));
  });
  app.all("*", () => failure(405, "ERR method not allowed: use GET or POST"));

  app.onError((error) => {
    if (error instanceof CommandError) return failure(400, error.message);
    log.error("Cannot carry out a command: Redis is unavailable", { error });
    return failure(503, "ERR Redis is unavailable");
  });
  return app;
}

/** Compares digests, so that neither time nor length tells anything about the token. */
function requireToken(token: string): MiddlewareHandler {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(`Bearer ${token}`);
  return async (c, next) => {
    const given = digest(c.req.header("authorization") ?? "");
    return timingSafeEqual(given, wanted) ? await next() : failure(401, "Unauthorized");
  };
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new CommandError("ERR failed to parse command: the body is not JSON", { cause });
  }
}

function encodingOf(c: Context): Encoding {
  return c.req.header("upstash-encoding") === "base64" ? "base64" : "text";
}

function success(reply: Reply, encoding: Encoding) {
  return { result: encodeReply(reply, encoding) };
}

function entry(reply: Reply | CommandError, encoding: Encoding) {
  return reply instanceof CommandError ? { error: reply.message } : success(reply, encoding);
}

function commandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  throw error;
}

function failure(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

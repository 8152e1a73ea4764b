import { Buffer } from "node:buffer";
import { Command, Redis } from "ioredis";
import type { Log } from "../kit/log.ts";
import { type Backend, CommandError, type CommandLine, type Reply } from "./backend.ts";
import { type Bytes, fromBytes } from "./bytes.ts";

/** How often a command is tried on a broken connection before the caller is told. */
const MAX_RETRIES = 2;

// The client would make an object of this reply, and take the last argument of these commands for one: a buffer is
// an object to it. Commands and replies pass as they are.
Command.setReplyTransformer("hgetall", (reply: unknown) => reply);
for (const name of ["hset", "hmset", "mset", "msetnx"]) Command.setArgumentTransformer(name, (args) => args);

/** A backend in front of a real Redis: `redis://[user:password@]host:port/database`, or `rediss://` over TLS. */
export function redisBackend(url: string, log: Log): Backend {
  // RESP3 would bring maps and doubles, which REST clients do not expect.
  const redis = new Redis(url, { protocol: 2, maxRetriesPerRequest: MAX_RETRIES });
  redis.on("error", (error) => log.warn("Cannot reach Redis: trying again", { error }));
  return {
    execute: async (line) => {
      try {
        return fromWire(await redis.callBuffer(...toWire(line)));
      } catch (error) {
        throw asCommandError(error);
      }
    },
    transact: (lines) => transact(redis, lines),
    subscribe: async (kind, channel, listener) => {
      // A connection that subscribes can do nothing else.
      const subscriber = redis.duplicate();
      subscriber.on("error", (error) => log.warn("Cannot reach Redis: trying again", { error }));
      subscriber.on("messageBuffer", (from: Buffer, payload: Buffer) => {
        listener("message", bytesOf(from), bytesOf(payload));
      });
      subscriber.on("pmessageBuffer", (pattern: Buffer, from: Buffer, payload: Buffer) => {
        listener("pmessage", bytesOf(pattern), bytesOf(from), bytesOf(payload));
      });
      await subscriber[kind](fromBytes(channel));
      return () => subscriber.disconnect();
    },
    close: () => redis.disconnect(),
  };
}

async function transact(redis: Redis, lines: CommandLine[]): Promise<(Reply | CommandError)[]> {
  const transaction = redis.multi();
  for (const line of lines) transaction.callBuffer(...toWire(line));
  try {
    const replies = await transaction.exec() ?? [];
    return replies.map(([error, reply]) => error ? new CommandError(error.message) : fromWire(reply));
  } catch (error) {
    throw asCommandError(error);
  }
}

function toWire([name, ...args]: CommandLine): [name: string, ...args: Buffer[]] {
  return [name, ...args.map((arg) => Buffer.from(arg, "latin1"))];
}

function fromWire(reply: unknown): Reply {
  if (Array.isArray(reply)) return reply.map(fromWire);
  if (reply instanceof Uint8Array) return bytesOf(reply);
  if (reply === null || typeof reply === "number" || typeof reply === "string") return reply;
  throw new TypeError(`Cannot pass on a reply of Redis: its type is "${typeof reply}"`);
}

function bytesOf(buffer: Uint8Array): Bytes {
  return Buffer.from(buffer).toString("latin1");
}

/** What Redis itself answered is the caller's error; anything else is the connection's. */
function asCommandError(error: unknown): unknown {
  return error instanceof Error && error.name === "ReplyError" ? new CommandError(error.message) : error;
}

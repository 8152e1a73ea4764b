import { Buffer } from "node:buffer";
import { CommandError, type CommandLine } from "./backend.ts";
import { percentDecode, toBytes } from "./bytes.ts";

/** The most commands that one pipeline or transaction may hold. */
export const MAX_COMMANDS = 10_000;

/** Reads a request body `["SET", "key", 1]`. Throws a {@linkcode CommandError} on any other shape. */
export function parseCommand(body: unknown): CommandLine {
  if (!Array.isArray(body)) throw new CommandError("ERR failed to parse command: expected a JSON array");
  const [name, ...args] = body.map(toWord);
  if (!name) throw new CommandError("ERR empty command");
  return [name, ...args];
}

/** Reads a request body `[["SET", "key", 1], ["GET", "key"]]`. */
export function parseCommands(body: unknown): CommandLine[] {
  if (!Array.isArray(body)) throw new CommandError("ERR failed to parse commands: expected a JSON array of arrays");
  if (body.length === 0) throw new CommandError("ERR empty pipeline");
  if (body.length > MAX_COMMANDS) throw new CommandError(`ERR too many commands: at most ${MAX_COMMANDS} are allowed`);
  return body.map(parseCommand);
}

/**
 * Reads a command from a path: `/set/key/value?EX=100`. The body, where there is one, comes after the path's
 * arguments and before those of the query.
 */
export function parsePathCommand(url: URL, body: Uint8Array): CommandLine {
  const [name = "", ...args] = url.pathname.slice(1).split("/").map(percentDecode);
  if (name === "") throw new CommandError("ERR empty command");
  if (body.length > 0) args.push(Buffer.from(body).toString("latin1"));
  for (const [option, value] of url.searchParams) {
    args.push(toBytes(option));
    if (value !== "") args.push(toBytes(value));
  }
  return [name, ...args];
}

function toWord(value: unknown): string {
  if (typeof value === "string") return toBytes(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new CommandError("ERR failed to parse command: every argument must be a string, a number or a boolean");
}

import { CommandError, type Reply } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import type { Keyspace } from "./keyspace.ts";

/** What a command needs to be carried out. */
export interface Context {
  readonly db: Keyspace;
  readonly publish: (channel: Bytes, payload: Bytes) => number;
}

/** How a command is carried out. The dispatcher has checked the number of arguments. */
export type Run = (context: Context, ...args: Bytes[]) => Reply;

/** One command of the store. */
export interface Command {
  /** As in Redis's own table: the number of words, its name among them; negative means at least so many. */
  readonly arity: number;
  /** Refused when memory is full. */
  readonly grows: boolean;
  readonly run: Run;
}

/** Commands by their lower-case names. */
export type CommandTable = Readonly<Record<string, Command>>;

/** A command that may run when memory is full: it reads, or frees. */
export function command(arity: number, run: Run): Command {
  return { arity, grows: false, run };
}

/** A command that may take more memory. */
export function growing(arity: number, run: Run): Command {
  return { arity, grows: true, run };
}

/** The arguments two by two. */
export function pairs(name: string, args: Bytes[]): [Bytes, Bytes][] {
  if (args.length % 2 !== 0) throw wrongArity(name);
  return Array.from({ length: args.length / 2 }, (_, i) => [args[2 * i]!, args[2 * i + 1]!]);
}

export function wrongArity(name: string): CommandError {
  return new CommandError(`ERR wrong number of arguments for '${name}' command`);
}

export function syntaxError(): CommandError {
  return new CommandError("ERR syntax error");
}

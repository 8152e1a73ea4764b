import type { Bytes } from "./bytes.ts";

/** What Redis answers to a command: a string of bytes, an integer, nothing, or a list of these. */
export type Reply = Bytes | number | null | Reply[];

/** A command's name and its arguments. */
export type CommandLine = [name: Bytes, ...args: Bytes[]];

/** How a subscriber names what it wants: one channel, or all channels that a pattern matches. */
export type SubscriptionKind = "subscribe" | "psubscribe";

/** Receives `"message", channel, payload` or `"pmessage", pattern, channel, payload`. */
export type Listener = (...parts: Bytes[]) => void;

/** Where commands are carried out: in this process's memory or in a real Redis. */
export interface Backend {
  /** Carries out one command. Rejects with a {@linkcode CommandError} where Redis answers with an error. */
  execute(command: CommandLine): Promise<Reply>;
  /**
   * Carries out all commands with none of another caller between them. One entry a command, its reply or its error;
   * rejects with a {@linkcode CommandError} when the transaction is discarded as a whole.
   */
  transact(commands: CommandLine[]): Promise<(Reply | CommandError)[]>;
  /** Listens until the returned function is called. */
  subscribe(kind: SubscriptionKind, channel: Bytes, listener: Listener): Promise<() => void>;
  close(): void;
}

/** An error that Redis itself would answer, such as `ERR syntax error`. The message is the wire text. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

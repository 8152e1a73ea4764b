import { CommandError, type CommandLine, type Reply } from "../backend.ts";
import { fromBytes } from "../bytes.ts";
import { type Command, type CommandTable, type Context, wrongArity } from "./command.ts";
import { counterCommands } from "./counter_commands.ts";
import { hashCommands } from "./hash_commands.ts";
import { keyCommands } from "./key_commands.ts";
import { Keyspace } from "./keyspace.ts";
import { listCommands } from "./list_commands.ts";
import { PubSub } from "./pubsub.ts";
import { scanCommands } from "./scan_commands.ts";
import { serverCommands } from "./server_commands.ts";
import { setCommands } from "./set_commands.ts";
import { sortedSetCommands } from "./sorted_set_commands.ts";
import { sortedSetRangeCommands } from "./sorted_set_ranges.ts";
import { stringCommands } from "./string_commands.ts";

/** Estimated bytes of keys and values above which commands that need more are refused. */
export const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
/** The number of keys above which commands that may add one are refused. */
export const MAX_KEYS = 200_000;
/** Redis quotes no more than this of an unknown command's name or arguments. */
const MAX_QUOTED = 128;

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [
    stringCommands,
    counterCommands,
    keyCommands,
    hashCommands,
    setCommands,
    listCommands,
    sortedSetCommands,
    sortedSetRangeCommands,
    scanCommands,
    serverCommands,
  ].flatMap((table: CommandTable) => Object.entries(table)),
);

/** What a store may be told in place of the defaults. */
export interface MemoryStoreOptions {
  /** Unix time in milliseconds. */
  readonly now?: () => number;
  readonly maxMemoryBytes?: number;
  readonly maxKeys?: number;
}

/** A Redis store in memory. Every command and every transaction is carried out without a pause, so is atomic. */
export class MemoryStore {
  readonly pubsub = new PubSub();
  readonly #db: Keyspace;
  readonly #context: Context;
  readonly #maxMemoryBytes: number;
  readonly #maxKeys: number;

  constructor(options: MemoryStoreOptions = {}) {
    this.#db = new Keyspace(options.now ?? Date.now);
    this.#context = { db: this.#db, publish: (channel, payload) => this.pubsub.publish(channel, payload) };
    this.#maxMemoryBytes = options.maxMemoryBytes ?? MAX_MEMORY_BYTES;
    this.#maxKeys = options.maxKeys ?? MAX_KEYS;
  }

  /** An estimate of the memory that keys and values take, in bytes. */
  get usedBytes(): number {
    return this.#db.usedBytes;
  }

  /** Carries out one command; throws a {@linkcode CommandError} with the text of Redis's own error. */
  execute(line: CommandLine): Reply {
    const command = this.#admit(line);
    const [, ...args] = line;
    try {
      return command.run(this.#context, ...args);
    } finally {
      this.#db.settle();
    }
  }

  /** Carries out all commands, or none when one is unknown, malformed or refused; a failing one stops no other. */
  transact(lines: CommandLine[]): (Reply | CommandError)[] {
    try {
      lines.forEach((line) => this.#admit(line));
    } catch (cause) {
      throw new CommandError("EXECABORT Transaction discarded because of previous errors.", { cause });
    }
    return lines.map((line) => {
      try {
        return this.execute(line);
      } catch (error) {
        if (error instanceof CommandError) return error;
        throw error;
      }
    });
  }

  /** Frees the memory of keys that have expired. */
  sweep(): void {
    this.#db.sweep();
  }

  #admit([name, ...args]: CommandLine): Command {
    const lowerName = name.toLowerCase();
    const command = COMMANDS.get(lowerName);
    if (!command) throw unknownCommand(name, args);
    const words = args.length + 1;
    if (command.arity > 0 ? words !== command.arity : words < -command.arity) throw wrongArity(lowerName);
    if (command.grows && this.#isFull()) {
      throw new CommandError("OOM command not allowed when used memory > 'maxmemory'.");
    }
    return command;
  }

  #isFull(): boolean {
    return this.#db.usedBytes > this.#maxMemoryBytes || this.#db.size >= this.#maxKeys;
  }
}

function unknownCommand(name: string, args: string[]): CommandError {
  let quoted = "";
  for (const arg of args) {
    if (quoted.length >= MAX_QUOTED) break;
    quoted += `'${arg.slice(0, MAX_QUOTED - quoted.length)}' `;
  }
  const text = `ERR unknown command '${name.slice(0, MAX_QUOTED)}', with args beginning with: ${quoted}`;
  return new CommandError(fromBytes(text.replace(/[\r\n]/g, " ")));
}

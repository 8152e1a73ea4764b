import { CommandError, type CommandLine } from "./backend.ts";

/** Commands that change or hold a connection, which HTTP requests share. */
const STATEFUL = [
  ...["auth", "client", "hello", "quit", "readonly", "readwrite", "asking", "reset", "select", "swapdb"],
  ...["multi", "exec", "discard", "watch", "unwatch", "monitor", "sync", "psync", "wait", "waitaof"],
  ...["subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe"],
  ...["blpop", "brpop", "blmove", "blmpop", "brpoplpush", "bzpopmin", "bzpopmax", "bzmpop"],
];

/** Commands that administer the server: the token gives access to data only. */
const ADMINISTRATIVE = [
  ...["acl", "bgrewriteaof", "bgsave", "cluster", "config", "debug", "failover", "latency", "migrate", "module"],
  ...["pfdebug", "pfselftest", "replconf", "replicaof", "restore-asking", "save", "shutdown", "slaveof", "slowlog"],
];

const REFUSED = new Set([...STATEFUL, ...ADMINISTRATIVE]);

/** Throws a {@linkcode CommandError} for a command that is not offered over HTTP. */
export function refuseUnavailable([name, ...args]: CommandLine): void {
  const lowerName = name.toLowerCase();
  const blocks = /^xread(?:group)?$/.test(lowerName) && args.some((arg) => arg.toUpperCase() === "BLOCK");
  if (REFUSED.has(lowerName) || blocks) {
    throw new CommandError(`ERR Command is not available: '${name}${blocks ? " BLOCK" : ""}'`);
  }
}

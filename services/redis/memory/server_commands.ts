import { command, type CommandTable, syntaxError, wrongArity } from "./command.ts";

/** Commands on the store as a whole. */
export const serverCommands: CommandTable = {
  ping: command(-1, (_, ...message) => {
    if (message.length > 1) throw wrongArity("ping");
    return message[0] ?? "PONG";
  }),
  echo: command(2, (_, message) => message),
  time: command(1, ({ db }) => {
    const now = db.now();
    return [String(Math.floor(now / 1000)), String(now % 1000 * 1000)];
  }),
  dbsize: command(1, ({ db }) => {
    db.sweep();
    return db.size;
  }),
  flushdb: command(-1, ({ db }, ...mode) => flush(db, mode)),
  flushall: command(-1, ({ db }, ...mode) => flush(db, mode)),
  publish: command(3, ({ publish }, channel, payload) => publish(channel, payload)),
};

function flush(db: { clear(): void }, [mode, ...rest]: string[]): string {
  if (rest.length > 0 || (mode !== undefined && !/^(?:a?sync)$/i.test(mode))) throw syntaxError();
  db.clear();
  return "OK";
}

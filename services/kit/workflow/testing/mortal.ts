import { type Database, openDatabase } from "../../database.ts";

/** Thrown where a process dies in a test. Nothing of it is written any more. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** A pool that dies with its process. */
export interface Mortal {
  database: Database;
  /** Nothing is sent from now on; resolves when the server has let go of its connections. */
  die(): Promise<void>;
}

/** Opens a pool as a process has, which can be killed without killing the test. */
export function mortal(url: string): Mortal {
  const database = openDatabase(url, { name: "workflow-mortal", connections: 4 });
  let isDead = false;
  const refuse = () =>
    Promise.reject(Object.assign(new Crash("Cannot ask: the process died"), { code: "CONNECTION_ENDED" }));
  return {
    database: new Proxy(database, {
      apply: (target, self, args) => isDead ? refuse() : Reflect.apply(target, self, args),
      get: (target, name) => isDead && (name === "begin" || name === "listen") ? refuse : Reflect.get(target, name),
    }),
    async die() {
      isDead = true;
      await database.end({ timeout: 5 });
    },
  };
}

import type { Backend } from "../backend.ts";
import { MemoryStore } from "./memory_store.ts";

const SWEEP_INTERVAL_MS = 1_000;

/** A backend that keeps everything in this process's memory and forgets it when the process ends. */
export function memoryBackend(store: MemoryStore = new MemoryStore()): Backend {
  const sweeping = setInterval(() => store.sweep(), SWEEP_INTERVAL_MS);
  Deno.unrefTimer(sweeping);
  return {
    execute: (command) => Promise.try(() => store.execute(command)),
    transact: (commands) => Promise.try(() => store.transact(commands)),
    subscribe: (kind, channel, listener) => Promise.resolve(store.pubsub.subscribe(kind, channel, listener)),
    close: () => clearInterval(sweeping),
  };
}

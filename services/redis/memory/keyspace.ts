import { CommandError } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import type { Collection, Value } from "./values.ts";

/** Bytes that a key costs beside its text and value: its entry, its slot in the map and in the set of expiring keys. */
const KEY_OVERHEAD = 160;

interface Entry {
  /** Grows with every new key, so that a SCAN cursor stays valid while keys come and go. */
  readonly id: number;
  value: Value;
  /** The cost of `value` that is counted in `usedBytes`. */
  bytes: number;
  /** Unix time in milliseconds. */
  expiresAt: number | undefined;
}

/**
 * All keys. A key that has expired is gone for every reader, whether or not its memory has been freed yet.
 * Commands that change a collection get it from `edit` or `open` and the dispatcher calls `settle` after them.
 */
export class Keyspace {
  readonly #entries = new Map<Bytes, Entry>();
  readonly #expiring = new Set<Bytes>();
  readonly #touched = new Set<Bytes>();
  #nextId = 1;
  #usedBytes = 0;

  /** @param now Unix time in milliseconds. */
  constructor(readonly now: () => number) {}

  /** An estimate of the memory that keys and values take. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** The number of keys, with those that have expired since the last sweep. */
  get size(): number {
    return this.#entries.size;
  }

  value(key: Bytes): Value | undefined {
    return this.#live(key)?.value;
  }

  has(key: Bytes): boolean {
    return this.#live(key) !== undefined;
  }

  /** The string that the key holds. */
  text(key: Bytes): Bytes | undefined {
    const value = this.value(key);
    if (value !== undefined && typeof value !== "string") throw wrongType();
    return value;
  }

  /** The collection that the key holds, to be read. */
  read<T extends Collection>(key: Bytes, type: new () => T): T | undefined {
    const value = this.value(key);
    if (value === undefined || value instanceof type) return value;
    throw wrongType();
  }

  /** The collection that the key holds, to be changed. */
  edit<T extends Collection>(key: Bytes, type: new () => T): T | undefined {
    const value = this.read(key, type);
    if (value) this.#touched.add(key);
    return value;
  }

  /** The collection that the key holds, or a new one, to be changed. One that stays empty is dropped by `settle`. */
  open<T extends Collection>(key: Bytes, type: new () => T): T {
    const value = this.edit(key, type);
    if (value) return value;
    const created = new type();
    this.put(key, created);
    return created;
  }

  /** Sets the key to this value; the expiry stays as it was. */
  put(key: Bytes, value: Value): void {
    const entry = this.#live(key);
    if (entry) entry.value = value;
    else {
      this.#entries.set(key, { id: this.#nextId++, value, bytes: 0, expiresAt: undefined });
      this.#usedBytes += KEY_OVERHEAD + key.length;
    }
    this.#touched.add(key);
  }

  remove(key: Bytes): boolean {
    const entry = this.#live(key);
    if (entry) this.#drop(key, entry);
    return entry !== undefined;
  }

  /** When the key expires, in Unix milliseconds; undefined where it never does. */
  expiresAt(key: Bytes): number | undefined {
    return this.#live(key)?.expiresAt;
  }

  /** Sets or clears the expiry of a key that exists. A time that has passed removes the key. */
  expireAt(key: Bytes, at: number | undefined): void {
    const entry = this.#live(key);
    if (!entry) return;
    entry.expiresAt = at;
    if (at === undefined) this.#expiring.delete(key);
    else if (at <= this.now()) this.#drop(key, entry);
    else this.#expiring.add(key);
  }

  /** Keys whose id is greater than `after`, in the order of their ids. */
  *keys(after = 0): Generator<{ key: Bytes; id: number; value: Value }> {
    for (const [key, entry] of this.#entries) {
      if (entry.id > after && this.#live(key)) yield { key, id: entry.id, value: entry.value };
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#expiring.clear();
    this.#touched.clear();
    this.#usedBytes = 0;
  }

  /** Drops collections that a command left empty, and counts the bytes of what it changed. */
  settle(): void {
    for (const key of this.#touched) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      if (typeof entry.value !== "string" && entry.value.size === 0) this.#drop(key, entry);
      else {
        const bytes = typeof entry.value === "string" ? entry.value.length : entry.value.bytes;
        this.#usedBytes += bytes - entry.bytes;
        entry.bytes = bytes;
      }
    }
    this.#touched.clear();
  }

  /** Frees the memory of keys that have expired. */
  sweep(): void {
    for (const key of this.#expiring) this.#live(key);
  }

  #live(key: Bytes): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAt === undefined || entry.expiresAt > this.now()) return entry;
    this.#drop(key, entry);
    return undefined;
  }

  #drop(key: Bytes, entry: Entry): void {
    this.#entries.delete(key);
    this.#expiring.delete(key);
    this.#usedBytes -= KEY_OVERHEAD + key.length + entry.bytes;
  }
}

function wrongType(): CommandError {
  return new CommandError("WRONGTYPE Operation against a key holding the wrong kind of value");
}

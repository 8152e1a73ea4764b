import type { Bytes } from "../bytes.ts";
import { SortedSet } from "./sorted_set.ts";

/**
 * Bytes that an element costs beside its text: its string header and its slot in the collection. Measured on V8;
 * the exact figure matters less than that memory is bounded.
 */
export const ELEMENT_OVERHEAD = 48;

/** A Redis hash. Counts its bytes as fields come and go. */
export class Hash extends Map<Bytes, Bytes> {
  bytes = 0;

  override set(field: Bytes, value: Bytes): this {
    const old = this.get(field);
    this.bytes += old === undefined ? 2 * ELEMENT_OVERHEAD + field.length + value.length : value.length - old.length;
    return super.set(field, value);
  }

  override delete(field: Bytes): boolean {
    const old = this.get(field);
    if (old === undefined) return false;
    this.bytes -= 2 * ELEMENT_OVERHEAD + field.length + old.length;
    return super.delete(field);
  }
}

/** A Redis set. Counts its bytes as members come and go. */
export class Members extends Set<Bytes> {
  bytes = 0;

  override add(member: Bytes): this {
    if (!this.has(member)) this.bytes += ELEMENT_OVERHEAD + member.length;
    return super.add(member);
  }

  override delete(member: Bytes): boolean {
    if (!super.delete(member)) return false;
    this.bytes -= ELEMENT_OVERHEAD + member.length;
    return true;
  }
}

/** A Redis list. Every change goes through `splice`, which counts the bytes. */
export class List {
  bytes = 0;
  readonly #items: Bytes[] = [];

  get size(): number {
    return this.#items.length;
  }

  get items(): readonly Bytes[] {
    return this.#items;
  }

  splice(start: number, deleteCount: number, ...inserted: Bytes[]): Bytes[] {
    const deleted = this.#items.splice(start, deleteCount, ...inserted);
    for (const item of inserted) this.bytes += ELEMENT_OVERHEAD + item.length;
    for (const item of deleted) this.bytes -= ELEMENT_OVERHEAD + item.length;
    return deleted;
  }
}

/** What a key can hold in place of a string. */
export type Collection = Hash | Members | List | SortedSet;

/** What a key holds. */
export type Value = Bytes | Collection;

/** The name that TYPE answers. */
export function typeName(value: Value): string {
  if (typeof value === "string") return "string";
  if (value instanceof Hash) return "hash";
  if (value instanceof Members) return "set";
  return value instanceof SortedSet ? "zset" : "list";
}

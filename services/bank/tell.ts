import type { Books } from "./books.ts";

/** Whatever the shop is told: one thing that happened, in the words of the API. */
export interface News {
  type: string;
  data: Record<string, unknown>;
}

/** Writes what the shop is to be told, in the transaction that did it. Returns the event's id. */
export function tell(books: Books, { type, data }: News, now = Date.now()): string {
  const id = `evt_${crypto.randomUUID().replaceAll("-", "")}`;
  books.all("insert into events (id, body, next_at) values (?, ?, ?)", id, JSON.stringify({ id, type, data }), now);
  return id;
}

/** Writes down money that moved. `key` is the shop's name of the payment or refund. */
export function post(
  books: Books,
  entry: { kind: string; key: string; reference: string; amount: bigint; currency: string },
): void {
  books.all(
    "insert into entries (kind, key, reference, amount, currency, at) values (?, ?, ?, ?, ?, ?)",
    ...[entry.kind, entry.key, entry.reference, entry.amount, entry.currency, Date.now()],
  );
}

/** A name that nobody can guess. */
export function newReference(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;
}

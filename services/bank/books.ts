import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

const SCHEMA = `
  create table if not exists payments (
    -- What the shop calls it: the same key never charges twice.
    key text primary key,
    reference text not null unique,
    amount integer not null check (amount >= 0),
    currency text not null,
    -- Of a card; the bank never sees one.
    token text not null,
    order_number text not null,
    return_url text not null,
    status text not null check (status in ('authorised', 'captured', 'declined', 'challenge', 'voided')),
    reason text,
    -- 1 when the money is only to be held.
    hold integer not null,
    refunded integer not null default 0 check (refunded between 0 and amount)
  );
  create table if not exists refunds (
    key text primary key,
    reference text not null unique,
    payment text not null references payments (key),
    amount integer not null check (amount > 0)
  );
  create table if not exists disputes (
    reference text primary key,
    payment text not null references payments (key),
    amount integer not null check (amount > 0),
    reason text not null,
    status text not null check (status in ('open', 'won', 'lost'))
  );
  -- Money that moved, in the order in which it did.
  create table if not exists entries (
    id integer primary key autoincrement,
    kind text not null,
    key text not null,
    reference text not null,
    amount integer not null,
    currency text not null,
    at integer not null
  );
  -- What the shop is told, until it has heard.
  create table if not exists events (
    id text primary key,
    body text not null,
    attempts integer not null default 0,
    next_at integer not null,
    -- 1 once it was moved in time, where events come in any order.
    spread integer not null default 0,
    -- 1 once it is to be sent again though it was heard.
    repeated integer not null default 0,
    sent_at integer
  );
  create index if not exists events_due on events (next_at) where sent_at is null;
  -- Keys that were asked for once, with the card whose first attempt fails.
  create table if not exists tried (key text primary key);
  create table if not exists settings (name text primary key, value text not null);
`;

/** A row as SQLite gives it: whole numbers are bigint. */
export type Row = Record<string, string | bigint | null>;

/** The bank's books: a file that survives whatever becomes of the process. */
export class Books implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path of the file, made when it is not there */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on");
    this.#database.exec(SCHEMA);
  }

  /** Runs a statement; what it reads. */
  all<T extends Row = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement.all(...values) as T[];
  }

  /** Runs a statement that reads one row or none. */
  one<T extends Row = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.all<T>(sql, ...values)[0];
  }

  /** Does all of `work` or nothing, on the disk before it returns. */
  transaction<T>(work: () => T): T {
    this.#database.exec("begin immediate");
    try {
      const value = work();
      this.#database.exec("commit");
      return value;
    } catch (error) {
      this.#database.exec("rollback");
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

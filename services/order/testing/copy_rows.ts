import type { Database } from "../../kit/database.ts";

/** What a purchase leaves behind, each table after those that it refers to, and in which keys the n-th copy of a row differs. */
const TABLES: Record<string, string[]> = {
  products: [number("id"), text("code"), text("slug")],
  variants: [number("id"), number("product_id"), text("sku")],
  prices: [number("variant_id")],
  stock: [number("variant_id")],
  carts: [number("id"), uuid("guest_id")],
  cart_lines: [number("cart_id")],
  cart_additions: [uuid("guest_id")],
  orders: [number("id"), "'number', 'SF-' || lpad(n::text, 8, '0')", number("cart_id"), uuid("guest_id")],
  order_lines: [number("order_id")],
  order_status_changes: [number("id"), number("order_id")],
  payments: [number("id"), number("order_id"), uuid("key"), text("reference")],
  idempotency_keys: [uuid("guest_id"), number("order_id")],
  reservations: [number("order_id")],
  stock_movements: [number("id"), number("order_id")],
  ledger_entries: [number("id"), number("order_id"), text("posting")],
  unit_changes: [number("id")],
  outbox_subjects: [text("subject")],
  outbox_events: [uuid("id"), number("position"), text("subject")],
  outbox_deliveries: [uuid("event_id"), text("subject")],
  workflow_runs: [uuid("id"), "'status', 'ready', 'finished_at', null"],
  workflow_steps: [uuid("run_id")],
};

/**
 * Copies what a shop of one connection held when this was first called: as if its few purchases had been made a thousand times, in
 * a second. Copies are numbered; no number may be used twice.
 */
export async function copyRows(database: Database, first: number, last: number): Promise<void> {
  for (const [table, changes] of Object.entries(TABLES)) {
    const origin = database(`origin_of_${table}`);
    await database`create temp table if not exists ${origin} as table ${database(table)}`;
    await database`
      insert into ${database(table)} overriding system value
      select copy.* from ${origin} as origin, generate_series(${first}::int, ${last}) as n,
        jsonb_populate_record(origin, jsonb_build_object(${database.unsafe(changes.join(", "))})) as copy`;
  }
  // Not written as done: an index of what is ready keeps its place for it
  await database`update workflow_runs set status = 'done', finished_at = now() where finished_at is null`;
}

// Away from those that the database gives

function number(column: string): string {
  return `'${column}', ${column} - 1000 * n`;
}

function text(column: string): string {
  return `'${column}', ${column} || '-' || n`;
}

function uuid(column: string): string {
  return `'${column}', md5(${column}::text || n)`;
}

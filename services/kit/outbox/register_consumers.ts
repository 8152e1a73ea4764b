import { type Database, transaction } from "../database.ts";
import type { Consumer } from "./consumer.ts";

/** Writes down who hears of what, for every relay. One that was not known hears of what is handed on from now on. */
export async function registerConsumers(database: Database, consumers: readonly Consumer[]): Promise<void> {
  await transaction(database, async (tx) => {
    for (const { name, types } of consumers.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
      if (!types) continue;
      await tx`
        insert into outbox_consumers (name, types) values (${name}, ${[...types]})
        on conflict (name) do update set types = excluded.types where outbox_consumers.types <> excluded.types`;
    }
  });
}

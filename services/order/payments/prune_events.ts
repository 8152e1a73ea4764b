import { type Database, transaction } from "../../kit/database.ts";

/** Providers send an event again for three days at most; it is kept longer, for people who look for it. */
const DAYS = 90;
/** Rows in one statement: bounds how long anything waits for it. */
const BATCH = 1_000;

/** Forgets events that nobody sends any more. Returns how many. */
export async function pruneEvents(database: Database): Promise<number> {
  let total = 0;
  for (let pruned = BATCH; pruned === BATCH; total += pruned) {
    const gone = await transaction(database, (tx) =>
      tx`
        delete from payment_events where (provider, event_id) in (
          select provider, event_id from payment_events where received_at < now() - make_interval(days => ${DAYS})
          order by received_at limit ${BATCH} for update skip locked
        ) returning 1`);
    pruned = gone.length;
  }
  return total;
}

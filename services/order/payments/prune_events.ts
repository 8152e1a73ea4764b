import type { Database } from "../../kit/database.ts";
import { prune } from "../../kit/prune.ts";

/** Providers send an event again for three days at most; it is kept longer, for people who look for it. */
const DAYS = 90;

/** Forgets events that nobody sends any more. Returns how many. */
export async function pruneEvents(database: Database): Promise<number> {
  const removeBatch = (limit: number) =>
    database`
      delete from payment_events where (provider, event_id) in (
        select provider, event_id from payment_events where received_at < now() - make_interval(days => ${DAYS})
        order by received_at limit ${limit} for update skip locked
      )`;
  return await prune(removeBatch);
}

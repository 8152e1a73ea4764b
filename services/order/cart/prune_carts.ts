import type { Database } from "../../kit/database.ts";
import { prune } from "../../kit/prune.ts";

/**
 * Removes open carts that nobody changed for so many days, with what is in them. Those that were an order once stay with it, and
 * those that somebody is changing now are left alone.
 *
 * @returns how many
 */
export async function pruneCarts(database: Database, days: number, signal?: AbortSignal): Promise<number> {
  const removeBatch = (limit: number) =>
    database`
      delete from carts using (
        select id from carts as left_behind
        where coalesce(ordered_at, 'infinity') = 'infinity' and updated_at < now() - make_interval(days => ${days})
          and created_at < now() - make_interval(days => ${days})
          and not exists (select from orders where cart_id = left_behind.id)
        order by created_at limit ${limit}
        for update skip locked
      ) as old where carts.id = old.id`;
  return await prune(removeBatch, signal);
}

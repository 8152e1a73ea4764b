import { type Database, type Query, transaction } from "../../kit/database.ts";
import { IMPORT_LOCK } from "../catalog/import_products.ts";

/** Changes in one transaction. */
const BATCH = 5_000;

/**
 * Adds to the catalogue what `unitsSold` wrote down. Each change is added once, also when the process dies: it goes with the
 * transaction that adds it.
 *
 * @returns how many changes were added
 */
export async function addUnitsSold(database: Database): Promise<number> {
  for (let total = 0;;) {
    const added = await transaction(database, addBatch);
    total += added;
    if (added < BATCH) return total;
  }
}

/** Products before variants, each in the order of their keys, as an import does. */
async function addBatch(tx: Query): Promise<number> {
  // An import writes the counts that it read before: none may change in between
  await tx`select pg_advisory_xact_lock_shared(${IMPORT_LOCK})`;
  const taken = await tx<{ variantId: bigint; change: number }[]>`
    delete from unit_changes where id in (select id from unit_changes order by id limit ${BATCH} for update skip locked)
    returning variant_id as "variantId", change`;
  if (taken.length === 0) return 0;
  const changed = tx`unnest(${taken.map(({ variantId }) => String(variantId))}::bigint[], ${
    taken.map(({ change }) => change)
  }::int[]) as changed (variant_id, change)`;
  await tx`
    with sums as (
      select product_id, sum(change) as change from ${changed} join variants on id = variant_id group by product_id
    ), locked as (
      select id from products where id in (select product_id from sums) order by id for no key update
    )
    update products set units_sold = greatest(0, units_sold + change)
    from locked join sums on product_id = locked.id where products.id = locked.id`;
  await tx`
    with sums as (
      select variant_id, sum(change) as change from ${changed} group by variant_id
    ), locked as (
      select id, change from sums join variants on id = variant_id order by id for no key update of variants
    )
    update variants set units_sold = greatest(0, units_sold + change) from locked where variants.id = locked.id`;
  return taken.length;
}

import type { CatalogRow } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Query } from "../../../kit/database.ts";
import { type Problem, problemsError } from "./problems.ts";

/** Units of a variant that a file brings without saying how many there are. */
export const DEFAULT_STOCK = 100;

/** Units, in all locations together, that there shall be. */
interface Wanted {
  row: number;
  sku: string;
  on_hand: number;
}

/** A variant of which there are more or fewer units than wanted. */
interface Difference extends Wanted {
  variant_id: string;
  change: number;
  /** The fewest that its row may say: what is held, or elsewhere than at the first location. */
  least: number;
}

/**
 * Sets what is on hand in all locations together: for a new variant what its row says or else `DEFAULT_STOCK`, for others what
 * their rows say. Units come to and go from the first location.
 *
 * The last step of an import, because it makes buyers of these variants wait until the end. Rows are locked in the order of
 * their keys, as everybody does who changes stock.
 *
 * @returns the SKUs whose stock was another before
 * @throws {ShopError} INVALID_ARGUMENT when a row says less than can be
 */
export async function applyStock(tx: Query, rows: CatalogRow[], created: ReadonlySet<string>): Promise<Set<string>> {
  const wanted = rows.flatMap(({ sku, stock = created.has(sku) ? DEFAULT_STOCK : undefined }, row) =>
    stock === undefined ? [] : [{ row, sku, on_hand: stock }]
  );
  if (wanted.length === 0) return new Set();
  const [first] = await tx<[{ code: string }]>`select code from locations order by priority, code limit 1`;
  await stockNew(tx, wanted, first.code);
  const differences = await lockDifferences(tx, wanted, first.code);
  const problems: Problem[] = differences.filter(({ on_hand, least }) => on_hand < least).map((
    { row, sku, least },
  ) => ({
    row,
    field: "stock",
    description: `must be at least ${least}, the units of "${sku}" that are reserved or at other locations`,
  }));
  if (problems.length > 0) throw problemsError(problems);
  await writeChanges(tx, differences, first.code);
  return new Set(differences.map(({ sku }) => sku));
}

/** Gives each variant a place at the location; one that has stock nowhere gets its units there at once. */
async function stockNew(tx: Query, wanted: Wanted[], location: string): Promise<void> {
  await tx`
    with added as (
      insert into stock (variant_id, location, on_hand)
      select id, ${location}, case when exists (select from stock where variant_id = id) then 0 else on_hand end
      from jsonb_to_recordset(${json(tx, wanted)}) as wanted(sku text, on_hand int) join variants using (sku)
      where not exists (select from stock where variant_id = id and location = ${location})
      order by id
      on conflict do nothing
      returning variant_id, on_hand
    )
    insert into stock_movements (variant_id, location, change, reason, actor)
    select variant_id, ${location}, on_hand, 'imported', 'import' from added where on_hand > 0`;
}

/** Locks the stock that differs, at all locations, and tells by how much. */
async function lockDifferences(tx: Query, wanted: Wanted[], location: string): Promise<Difference[]> {
  return await tx<Difference[]>`
    with different as materialized (
      select wanted.*, id from jsonb_to_recordset(${json(tx, wanted)}) as wanted("row" int, sku text, on_hand int)
      join variants using (sku)
      where wanted.on_hand <> (select sum(stock.on_hand) from stock where variant_id = id)
    ), locked as materialized (
      select variant_id, location, on_hand, reserved from stock where variant_id in (select id from different)
      order by variant_id, location for no key update
    )
    select "row", sku, different.on_hand, id::text as variant_id,
      (different.on_hand - sum(locked.on_hand))::int as change,
      sum(case when location = ${location} then reserved else locked.on_hand end)::int as least
    from different join locked on variant_id = id
    group by "row", sku, different.on_hand, id
    having different.on_hand <> sum(locked.on_hand)`;
}

async function writeChanges(tx: Query, differences: Difference[], location: string): Promise<void> {
  await tx`
    with changed as (
      update stock set on_hand = on_hand + change
      from jsonb_to_recordset(${json(tx, differences)}) as difference(variant_id bigint, change int)
      where stock.variant_id = difference.variant_id and location = ${location}
      returning stock.variant_id, change
    )
    insert into stock_movements (variant_id, location, change, reason, actor)
    select variant_id, ${location}, change, 'imported', 'import' from changed order by variant_id`;
}

function json(tx: Query, rows: object[]) {
  return tx.json(rows as never);
}

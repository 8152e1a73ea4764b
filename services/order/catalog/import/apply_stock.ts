import type { CatalogRow } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Query } from "../../../kit/database.ts";
import { type Problem, problemsError } from "./problems.ts";

/** Units of a variant that a file brings without saying how many there are. */
export const DEFAULT_STOCK = 100;

/**
 * Sets what is on hand: for a new variant what its row says or else `DEFAULT_STOCK`, for others what their rows say.
 *
 * The last step of an import, because it makes buyers of these variants wait until the end. Rows are locked in the order of
 * variant ids, as everybody does who changes stock.
 *
 * @returns the SKUs whose stock was another before
 * @throws {ShopError} INVALID_ARGUMENT when a row says less than carts and orders hold
 */
export async function applyStock(tx: Query, rows: CatalogRow[], created: ReadonlySet<string>): Promise<Set<string>> {
  const wanted = rows.flatMap(({ sku, stock = created.has(sku) ? DEFAULT_STOCK : undefined }, row) =>
    stock === undefined ? [] : [{ row, sku, on_hand: stock }]
  );
  if (wanted.length === 0) return new Set();
  await tx`
    insert into stock (variant_id, on_hand)
    select variants.id, r.on_hand from jsonb_to_recordset(${tx.json(wanted)}) as r(sku text, on_hand int)
    join variants using (sku)
    order by variants.id
    on conflict do nothing`;
  const locked = await tx<{ row: number; variant_id: bigint; on_hand: number; reserved: number }[]>`
    select r.row, r.on_hand, stock.variant_id, stock.reserved
    from jsonb_to_recordset(${tx.json(wanted)}) as r(row int, sku text, on_hand int)
    join variants using (sku)
    join stock on stock.variant_id = variants.id
    where stock.on_hand <> r.on_hand
    order by stock.variant_id
    for no key update of stock`;
  const problems: Problem[] = locked.filter(({ on_hand, reserved }) => on_hand < reserved).map(({ row, reserved }) => ({
    row,
    field: "stock",
    description: `must be at least ${reserved}, the units of "${rows[row]!.sku}" that are reserved`,
  }));
  if (problems.length > 0) throw problemsError(problems);
  await tx`
    update stock set on_hand = r.on_hand
    from unnest(${locked.map((row) => String(row.variant_id))}::bigint[], ${
    locked.map((row) => row.on_hand)
  }::int[]) as r(id, on_hand)
    where stock.variant_id = r.id`;
  return new Set(locked.map(({ row }) => rows[row]!.sku));
}

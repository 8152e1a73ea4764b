import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";

/** Units of a variant to take. */
export interface StockLine {
  variantId: bigint;
  sku: string;
  quantity: number;
}

/**
 * Takes the units of all lines out of stock. Fails with OUT_OF_STOCK, naming every line that is short and what is left.
 *
 * Rows are locked in the order of their variants, so that two orders for the same things cannot wait for each other.
 */
export async function takeStock(tx: Query, lines: readonly StockLine[]): Promise<void> {
  const short = await tx<{ variantId: bigint; available: number }[]>`
    with wanted as (
      select * from unnest(
        ${lines.map((line) => String(line.variantId))}::bigint[], ${lines.map((line) => line.quantity)}::int[]
      ) as line (variant_id, quantity)
    ), locked as materialized (
      select variant_id, on_hand - reserved as available from stock
      where variant_id in (select variant_id from wanted)
      order by variant_id for update
    ), taken as (
      update stock set on_hand = on_hand - quantity
      from wanted join locked using (variant_id)
      where stock.variant_id = wanted.variant_id and on_hand - reserved >= quantity
      returning stock.variant_id
    )
    select wanted.variant_id as "variantId", coalesce(available, 0) as available
    from wanted left join locked using (variant_id)
    where wanted.variant_id not in (select variant_id from taken)`;
  if (short.length > 0) throw outOfStock(lines, new Map(short.map((row) => [row.variantId, row.available])));
}

function outOfStock(lines: readonly StockLine[], left: ReadonlyMap<bigint, number>): ShopError {
  const shortages = lines.flatMap(({ variantId, sku, quantity }) => {
    const available = left.get(variantId);
    return available === undefined ? [] : [{ sku, requested: quantity, available }];
  });
  const skus = shortages.map(({ sku }) => `"${sku}"`).join(", ");
  return new ShopError(ErrorCode.OUT_OF_STOCK, `Cannot place order: too few are left of ${skus}`, {
    details: { outOfStock: shortages },
  });
}

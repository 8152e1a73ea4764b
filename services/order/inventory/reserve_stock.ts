import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { allot } from "./allot.ts";
import { releaseLapsed } from "./release_reservations.ts";

/** Units of a variant that an order needs. */
export interface StockLine {
  variantId: bigint;
  sku: string;
  quantity: number;
}

/** Units to hold. */
export interface StockWish {
  orderId: bigint;
  /** Each variant once. */
  lines: readonly StockLine[];
  /** How long, by the database's clock. */
  holdSeconds: number;
}

interface Short {
  variantId: bigint;
  available: number;
  hasLapsed: boolean;
}

/**
 * Holds the units of all lines for an order, or of none. Holds of the same variants whose time is over give way.
 *
 * Buyers of one variant wait for each other from here until the transaction ends: let it be the last statement of it. Rows are
 * locked in the order of their keys, so that two orders for the same things cannot wait for each other.
 *
 * @throws {ShopError} OUT_OF_STOCK, naming every line that is short and what is left
 */
export async function reserveStock(tx: Query, wish: StockWish): Promise<void> {
  let short = await hold(tx, wish);
  const lapsed = short.filter(({ hasLapsed }) => hasLapsed).map(({ variantId }) => variantId);
  if (lapsed.length > 0) {
    await releaseLapsed(tx, lapsed);
    short = await hold(tx, wish);
  }
  if (short.length > 0) throw outOfStock(wish.lines, short);
}

/** Returns what is short; nothing is held then, but the stock is locked. */
async function hold(tx: Query, { orderId, lines, holdSeconds }: StockWish): Promise<Short[]> {
  const variantIds = lines.map(({ variantId }) => String(variantId));
  return await tx<Short[]>`
    with wanted as (
      select * from unnest(${variantIds}::bigint[], ${
    lines.map(({ quantity }) => quantity)
  }::int[]) as line (variant_id, quantity)
    ), places as materialized (
      select variant_id, location, on_hand, reserved, on_hand - reserved as available from stock
      where variant_id = any (${variantIds}::bigint[])
      order by variant_id, location for no key update
    ), ${allot(tx)}, taken as (
      update stock set on_hand = places.on_hand, reserved = places.reserved + units
      from allotted join places using (variant_id, location)
      where stock.variant_id = places.variant_id and stock.location = places.location
    ), held as (
      insert into reservations (order_id, variant_id, location, quantity, expires_at)
      select ${orderId}, variant_id, location, units, now() + make_interval(secs => ${holdSeconds}) from allotted
    )
    select variant_id as "variantId", available, exists (
      select from reservations
      where reservations.variant_id = short.variant_id and state = 'held' and expires_at <= now()
    ) as "hasLapsed"
    from short`;
}

function outOfStock(lines: readonly StockLine[], short: readonly Short[]): ShopError {
  const left = new Map(short.map(({ variantId, available }) => [variantId, available]));
  const shortages = lines.flatMap(({ variantId, sku, quantity }) => {
    const available = left.get(variantId);
    return available === undefined ? [] : [{ sku, requested: quantity, available }];
  });
  const skus = shortages.map(({ sku }) => `"${sku}"`).join(", ");
  return new ShopError(ErrorCode.OUT_OF_STOCK, `Cannot place order: too few are left of ${skus}`, {
    details: { outOfStock: shortages },
  });
}

import type { Query } from "../../kit/database.ts";

/** Something about the stock that cannot be, as a sentence. */
export interface StockProblem {
  problem: string;
}

/**
 * Finds stock that its movements and reservations do not explain, or of which more was sold than there was. Any row means lost
 * or doubled goods: none is expected, ever.
 */
export async function stockProblems(query: Query): Promise<StockProblem[]> {
  const problems = await query<StockProblem[]>`
    with moved as (
      select variant_id, location, sum(change) as moved from stock_movements group by variant_id, location
    ), holds as (
      select variant_id, location, sum(quantity) as held from reservations where state = 'held'
      group by variant_id, location
    ), counted as (
      select format('"%s" at "%s"', sku, location) as name, on_hand, reserved, coalesce(moved, 0) as moved,
        coalesce(held, 0) as held
      from stock join variants on variants.id = variant_id
      left join moved using (variant_id, location)
      left join holds using (variant_id, location)
    ), sales as (
      select order_id, variant_id, sum(quantity) as sold, sum(returned) as returned
      from reservations where state = 'claimed' group by order_id, variant_id
    ), sale_movements as (
      select order_id, variant_id, -coalesce(sum(change) filter (where reason = 'sold'), 0) as sold,
        coalesce(sum(change) filter (where reason = 'returned'), 0) as returned
      from stock_movements where order_id is not null group by order_id, variant_id
    )
    select format('%s: %s on hand, and its movements come to %s', name, on_hand, moved) as problem
    from counted where on_hand <> moved
    union all
    select format('%s: %s reserved, and its holds come to %s', name, reserved, held) from counted where reserved <> held
    union all
    select format('%s: a number below zero', name) from counted where on_hand < 0 or reserved < 0 or moved < 0
    union all
    select format('%s: %s held, and there are %s', name, held, least(on_hand, moved))
    from counted where held > least(on_hand, moved)
    union all
    select format('"%s" of order %s: %s sold and %s returned, and its movements say %s and %s', sku, number,
      coalesce(sales.sold, 0), coalesce(sales.returned, 0), coalesce(moves.sold, 0), coalesce(moves.returned, 0))
    from sales full join sale_movements moves using (order_id, variant_id)
    join variants on variants.id = variant_id join orders on orders.id = order_id
    where (sales.sold, sales.returned) is distinct from (moves.sold, moves.returned)`;
  return [...problems];
}

/** Finds units that are held past their time by more than so many seconds: nobody sweeps. */
export async function overdueHolds(query: Query, graceSeconds = 60): Promise<StockProblem[]> {
  const problems = await query<StockProblem[]>`
    select format('order %s holds %s units since its time was over at %s', number, sum(quantity), min(expires_at)) as problem
    from reservations join orders on orders.id = order_id
    where state = 'held' and expires_at < now() - make_interval(secs => ${graceSeconds})
    group by orders.id order by orders.id`;
  return [...problems];
}

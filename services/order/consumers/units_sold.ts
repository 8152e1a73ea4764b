import type { Query } from "../../kit/database.ts";
import type { LocalConsumer, OutboxEvent } from "../../kit/outbox/consumer.ts";

/**
 * Counts units sold, by which the catalogue is ranked: those of paid orders, less what came back. The count of a line follows from
 * how its order stands now and from what of it is counted already, so that no event counts twice and their order does not matter.
 *
 * What changed is only written down; `addUnitsSold()` adds it to the catalogue.
 */
export const unitsSold: LocalConsumer = {
  name: "units_sold",
  types: ["order.paid", "order.cancelled", "order.returned", "return.received"],
  inTransaction: countUnits,
};

async function countUnits(tx: Query, events: readonly OutboxEvent[]): Promise<void> {
  const numbers = events.map(({ subject }) => subject.slice("order:".length));
  await tx`
    with lines as (
      select line.order_id, line.position, variant_id, units_counted as before,
        case when status in ('cancelled', 'returned') or paid_at is null then 0 else quantity - coalesce((
          select sum(received) from return_lines as back
          where back.order_id = line.order_id and back.position = line.position
        ), 0) end::int as now
      from (
        select id, status, (
          select changed_at from order_status_changes as changes where changes.order_id = known.id and changes.status = 'paid'
        ) as paid_at
        -- One order after the other, and one order's lines after the other's: a join might read all there are
        from unnest(${numbers}::text[]) as wanted (number), lateral (
          select id, status from orders where orders.number = wanted.number limit 1
        ) as known
        order by id
      ) as sold, lateral (
        select * from order_lines where order_id = sold.id order by position for no key update
      ) as line
    ), counted as (
      update order_lines set units_counted = now from lines
      where (order_lines.order_id, order_lines.position) = (lines.order_id, lines.position) and now <> before
    )
    insert into unit_changes (variant_id, change)
    select variant_id, sum(now - before)::int from lines
    where variant_id is not null group by variant_id having sum(now - before) <> 0`;
}

import { type Invariant, sentences } from "../check/invariant.ts";
import type { Query } from "../../kit/database.ts";

/** What an order is made of fits together. */
export const ordersAddUp: Invariant = {
  name: "orders add up",
  title:
    "An order has lines, which sum to its amounts, one payment of its total, and a history that ends where it stands",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        select format('order %s has no lines', number) as problem from orders
        where not exists (select from order_lines where order_id = orders.id)
        union all
        select format('order %s has a subtotal of %s, its lines sum to %s', number, subtotal, lines.amount)
        from orders, lateral (
          select sum(quantity * unit_price) as amount from order_lines where order_id = orders.id
        ) lines where subtotal <> lines.amount
        union all
        select format('order %s has a discount of %s and tax of %s, its lines have %s and %s', number, orders.discount,
          orders.tax, lines.discount, lines.tax)
        from orders, lateral (
          select sum(discount) as discount, sum(tax) as tax from order_lines where order_id = orders.id
        ) lines where orders.discount <> lines.discount or orders.tax < lines.tax
        union all
        select format('order %s costs %s, its payments are of %s', number, total, payments.amounts)
        from orders, lateral (
          select coalesce(array_agg(amount), '{}') as amounts from payments where order_id = orders.id
        ) payments where payments.amounts <> array[total]
        union all
        select format('order %s is %s, its history ends with %s', number, orders.status, last.status)
        from orders left join lateral (
          select status from order_status_changes where order_id = orders.id order by id desc limit 1
        ) last on true where last.status is distinct from orders.status
        union all
        select format('order %s is %s, its cart is open', number, status) from orders join carts on carts.id = cart_id
        where ordered_at is null and status <> 'cancelled'
        union all
        select format('order %s is %s, its key has no answer', number, status)
        from orders join idempotency_keys on idempotency_keys.order_id = orders.id
        where status <> 'placed' and response is null`,
    ),
};

/** What is paid is sold, once, and told. */
export const paidOrdersAreSold: Invariant = {
  name: "I4",
  title: "A paid order has claimed each of its lines once and told so; one that was called off has given all back",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        with paid as (
          select orders.id, number, orders.status, placed.actor <> 'system' as has_events
          from orders join order_status_changes paid on paid.order_id = orders.id and paid.status = 'paid'
          join order_status_changes placed on placed.order_id = orders.id and placed.status = 'placed'
        ), claims as (
          select order_id, variant_id, sum(quantity) as claimed, sum(returned) as returned
          from reservations where state = 'claimed' group by order_id, variant_id
        )
        select format('order %s is paid for %s of %s and has claimed %s', number, quantity, sku, coalesce(claimed, 0))
          as problem
        from paid join order_lines on order_id = paid.id left join claims using (order_id, variant_id)
        -- What left the catalogue took its stock with it
        where variant_id in (select variant_id from stock) and claimed is distinct from quantity
        union all
        select format('order %s has claimed %s of what is none of its lines', number, claimed)
        from paid join claims on order_id = paid.id left join order_lines using (order_id, variant_id)
        where order_lines.order_id is null
        union all
        select format('order %s was called off, %s of %s units are back', number, returned, claimed)
        from orders join claims on order_id = orders.id where status = 'cancelled' and returned <> claimed
        union all
        select format('order %s is %s and still holds units', number, status)
        from orders join reservations on order_id = orders.id and state = 'held' where status <> 'placed'
        union all
        -- Orders of before there were events were placed by "system"; events that were pruned are counted in their subject
        select format('order %s is paid and told nobody', number)
        from paid
        left join (
          select subject, count(*) as written, bool_or(type = 'order.paid') as has_told from outbox_events group by subject
        ) events on events.subject = 'order:' || number
        left join outbox_subjects on outbox_subjects.subject = 'order:' || number
        where has_events and has_told is not true and coalesce(written, 0) >= coalesce(sequence, 0)`,
    ),
};

/** How long an order may wait for its bank to answer. */
const WAIT_SECONDS = 300;

/** Nobody waits for ever to hear whether an order is paid. */
export const ordersAreDecided: Invariant = {
  name: "I5",
  title: "No order waits for its payment longer than its customer has to prove who they are, and a little more",
  find: async (query, graceSeconds) =>
    sentences(
      await query<{ problem: string }[]>`
        select format('order %s is placed since %s', number, status_since) as problem
        from orders join payments on order_id = orders.id
        where orders.status = 'placed' and now() > make_interval(secs => ${
        Math.max(graceSeconds, WAIT_SECONDS)
      }) + greatest(
          status_since, case payments.status when 'challenged' then challenge_until + interval '60 seconds' end
        )`,
    ),
};

/** Nothing is sent that was not bought, and nothing comes back that was not sent. */
export const parcelsFitOrders: Invariant = {
  name: "parcels fit orders",
  title:
    "Parcels hold no more than was bought and returns no more than was sent; an order's status says where its units are",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        with units as (
          select number, orders.status, order_id, position, sku, quantity as bought, coalesce(sent, 0) as sent,
            coalesce(asked, 0) as asked, coalesce(received, 0) as received
          from order_lines join orders on orders.id = order_id
          left join (
            select order_id, position, sum(quantity) as sent from shipment_lines group by order_id, position
          ) parcels using (order_id, position)
          left join (
            select return_lines.order_id, position, sum(received) as received,
              sum(case when status in ('requested', 'approved') then quantity else received end) as asked
            from return_lines join returns on returns.id = return_id where status <> 'rejected'
            group by return_lines.order_id, position
          ) back using (order_id, position)
        )
        select format('order %s has sent %s of %s %s', number, sent, bought, sku) as problem from units
        where sent > bought
        union all
        select format('order %s sent %s of %s, %s are asked back and %s are back', number, sent, sku, asked, received)
        from units where asked > sent or received > asked
        union all
        select format('order %s is %s and has sent %s of %s %s', number, status, sent, bought, sku) from units
        where (status in ('shipped', 'delivered', 'returned', 'refunded') and sent < bought)
          or (status in ('placed', 'paid', 'cancelled') and sent > 0)
        union all
        select format('order %s is packed and all of it is sent', number) from units where status = 'packed'
        group by number having sum(sent) = sum(bought)
        union all
        select format('order %s is returned, %s of %s %s are back', number, received, bought, sku) from units
        where status = 'returned' and received < bought
        union all
        select format('order %s is %s, its parcel %s %s', number, status, tracking_number,
          case when delivered_at is null then 'is under way' else 'arrived' end)
        from orders join shipments on order_id = orders.id
        where status = 'delivered' and delivered_at is null
        union all
        select format('order %s is shipped and all its parcels arrived', number)
        from orders join shipments on order_id = orders.id where status = 'shipped'
        group by number having bool_and(delivered_at is not null)
        union all
        select format('return %s is %s, its history ends with %s', number, returns.status, last.status)
        from returns left join lateral (
          select status from return_status_changes where return_id = returns.id order by changed_at desc, case status
            when 'requested' then 0 when 'approved' then 1 when 'rejected' then 2 when 'received' then 3 else 4 end desc
          limit 1
        ) last on true where last.status is distinct from returns.status
        union all
        select format('return %s is %s, its refund of %s %s', returns.number, returns.status, refunds.amount, refunds.status)
        from returns join refunds on refunds.id = refund_id join payments on payments.id = payment_id
        where (returns.status = 'received' and refunds.status = 'succeeded')
          or (returns.status = 'refunded' and refunds.status = 'pending' and refunded < captured)
        union all
        select format('order %s is refunded, %s of %s is back', number, refunded, captured)
        from orders join payments on order_id = orders.id where orders.status = 'refunded' and refunded < captured
          -- A bank may send back what it was given
          and not exists (select from refunds where payment_id = payments.id and status = 'failed')
        union all
        select format('order %s is %s, all its money is back', number, orders.status)
        from orders join payments on order_id = orders.id
        where orders.status in ('delivered', 'returned') and refunded = captured and captured > 0`,
    ),
};

/** All that must always hold of orders. */
export const ORDER_INVARIANTS: readonly Invariant[] = [
  ordersAddUp,
  paidOrdersAreSold,
  ordersAreDecided,
  parcelsFitOrders,
];

/** Finds orders that break what must always hold. Any line means lost or doubled goods or money: none is expected, ever. */
export async function brokenInvariants(query: Query): Promise<string[]> {
  const found = await Promise.all(ORDER_INVARIANTS.map(({ find }) => find(query, 0)));
  return found.flat();
}

import { type Invariant, sentences } from "./invariant.ts";

/** One wish to order makes one order, and one order one payment. */
export const oneOrderPerKey: Invariant = {
  name: "I2",
  title: "One order for each idempotency key, and for each payment of a provider",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        select format('key %s of guest %s has %s orders', idempotency_key, guest_id, count(*)) as problem
        from orders where status <> 'cancelled' group by guest_id, idempotency_key having count(*) > 1
        union all
        select format('cart %s became %s orders', cart_id, count(*)) from orders where status <> 'cancelled'
        group by cart_id having count(*) > 1
        union all
        select format('payment %s of provider %s belongs to %s orders', reference, provider, count(*)) from payments
        where reference is not null group by provider, reference having count(*) > 1
        union all
        select format('order %s has %s payments', number, count(payments.id))
        from orders left join payments on order_id = orders.id group by orders.id having count(payments.id) <> 1`,
    ),
};

/** Our own books of money agree with each other. */
export const moneyMatchesOrders: Invariant = {
  name: "I3",
  title: "What was captured is the total of paid orders, and nothing else; what was refunded is the sum of refunds",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        select format('order %s is %s, and %s of %s is captured', number, orders.status, captured, total) as problem
        from orders join payments on order_id = orders.id
        where orders.status not in ('placed', 'cancelled') and captured <> total
        union all
        select format('order %s is cancelled, and %s of its money is still here', number, captured - refunded - refunding)
        from orders join payments on order_id = orders.id
        where orders.status = 'cancelled' and captured > refunded + refunding
        union all
        select format('payment of order %s says %s refunded, its refunds say %s', number, refunded,
          coalesce(sum(refunds.amount), 0))
        from orders join payments on order_id = orders.id
        left join refunds on payment_id = payments.id and refunds.status = 'succeeded'
        group by orders.number, payments.id having refunded <> coalesce(sum(refunds.amount), 0)`,
    ),
};

/** No coupon is used more often than it may be. */
export const couponsWithinLimits: Invariant = {
  name: "I7",
  title: "No promotion is redeemed more often than its limits allow, and each is counted",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        select format('promotion %s is redeemed %s times of %s', promotions.id, count(redemptions), max_redemptions) as problem
        from promotions join redemptions on promotion_id = promotions.id and released_at is null
        group by promotions.id having count(redemptions) > max_redemptions
        union all
        select format('promotion %s is redeemed %s times of %s by %s', promotions.id, count(*), max_per_customer, customer)
        from promotions join redemptions on promotion_id = promotions.id and released_at is null
        group by promotions.id, customer having count(*) > max_per_customer
        union all
        select format('promotion %s is counted %s times and redeemed %s times', promotions.id, redeemed, count(redemptions))
        from promotions left join redemptions on promotion_id = promotions.id and released_at is null
        where max_redemptions is not null
        group by promotions.id having redeemed <> count(redemptions)
        union all
        select format('order %s is cancelled and still uses promotion %s', number, promotion_id)
        from redemptions join orders on orders.id = order_id where status = 'cancelled' and released_at is null`,
    ),
};

/** Double entry. */
export const ledgerBalances: Invariant = {
  name: "I9",
  title: "The ledger sums to zero in each currency, and holds what payments and refunds say",
  find: async (query) =>
    sentences(
      await query<{ problem: string }[]>`
        select format('the ledger is off by %s %s', sum(amount), currency) as problem from ledger_entries
        group by currency having sum(amount) <> 0
        union all
        select format('posting %s is off by %s', posting, sum(amount)) from ledger_entries
        group by posting having sum(amount) <> 0
        union all
        select format('order %s has %s at the provider, and the ledger says %s', number, captured - refunded,
          coalesce(sum(ledger_entries.amount), 0))
        from orders join payments on payments.order_id = orders.id
        left join ledger_entries on ledger_entries.order_id = orders.id and account = 'provider'
          and posting not in (select reference from disputes)
        group by orders.number, payments.id having captured - refunded <> coalesce(sum(ledger_entries.amount), 0)`,
    ),
};

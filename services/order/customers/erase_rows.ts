import type { Query } from "../../kit/database.ts";
import { ERASED } from "../orders/erased.ts";

/**
 * Takes out of orders and all that belongs to them who bought, what people wrote in their own words, and every stored answer that
 * says it. Kept are the country, its part and the area of the postal code, which tax depends on; amounts, lines and times; and
 * what names the payment at its provider.
 */
export async function eraseOrders(tx: Query, orders: readonly { id: bigint; number: string }[]): Promise<void> {
  const ids = orders.map(({ id }) => String(id));
  const numbers = orders.map(({ number }) => number);
  // Another shopper: the browser that placed it reads it no more
  await tx`
    update orders set erased_at = now(), guest_id = gen_random_uuid(), email = ${ERASED}, phone = '', ship_name = ${ERASED},
      ship_line1 = ${ERASED}, ship_line2 = '', ship_city = ${ERASED}, ship_postal_code = case
        when ship_country_code = 'GB' then rtrim(left(ship_postal_code, -3))
        when ship_country_code in ('CA', 'IE', 'JP', 'SE') then left(ship_postal_code, 3)
        when ship_country_code in ('NL', 'PT') then left(ship_postal_code, 4)
        when ship_country_code = 'PL' then left(ship_postal_code, 2)
        else left(ship_postal_code, 5)
      end
    where id = any (${ids}::bigint[])`;
  await tx`
    update carts set guest_id = orders.guest_id from orders where carts.id = cart_id and orders.id = any (${ids}::bigint[])`;
  await tx`
    update redemptions set customer = guest_id::text from orders
    where orders.id = order_id and order_id = any (${ids}::bigint[])`;
  await tx`
    update payments set token = '', card_brand = '', card_last4 = '', challenge_url = null
    where order_id = any (${ids}::bigint[])`;
  await eraseWords(tx, ids);
  await eraseAnswers(tx, ids, numbers);
  await tx`update mails set recipient = ${ERASED} where order_id = any (${ids}::bigint[])`;
  await tx`
    update workflow_runs set input = input - 'guestId' - 'token'
    where subject = any (${numbers}::text[]) and workflow = 'checkout' and status in ('done', 'refused', 'discarded')`;
  // A mail server that refuses says whose mail it was
  await tx`
    update outbox_deliveries set error = ${ERASED}
    where error is not null and event_id in (
      select id from outbox_events where subject = any (${numbers.map((number) => `order:${number}`)}::text[])
    )`;
}

/** What customers and staff wrote may name anybody. */
async function eraseWords(tx: Query, ids: readonly string[]): Promise<void> {
  await tx`
    update order_status_changes set reason = ${ERASED}
    where order_id = any (${ids}::bigint[]) and actor <> 'system' and reason <> ''`;
  await tx`update returns set reason = ${ERASED} where order_id = any (${ids}::bigint[])`;
  await tx`
    update return_status_changes set reason = ${ERASED} from returns
    where returns.id = return_id and order_id = any (${ids}::bigint[]) and return_status_changes.reason <> ''`;
  await tx`
    update refunds set reason = ${ERASED} from payments
    where payments.id = payment_id and order_id = any (${ids}::bigint[]) and actor <> 'system'`;
  await tx`update stock_movements set note = '' where order_id = any (${ids}::bigint[]) and note <> ''`;
}

/** Answers hold the whole order. Those of keyed requests are found by its number, among those of a month at most. */
async function eraseAnswers(tx: Query, ids: readonly string[], numbers: readonly string[]): Promise<void> {
  await tx`delete from idempotency_keys where order_id = any (${ids}::bigint[])`;
  await tx`
    delete from keyed_requests where exists (
      select from unnest(${numbers}::text[]) as number where position(convert_to(number, 'UTF8') in response) > 0
    ) and created_at >= (select min(placed_at) from orders where id = any (${ids}::bigint[]))`;
}

/** Forgets what an address was left for besides orders. */
export async function eraseAddress(tx: Query, email: string): Promise<void> {
  await tx`delete from stock_notices where lower(email) = lower(${email})`;
  await tx`delete from mails where order_id is null and lower(recipient) = lower(${email})`;
  await tx`
    update outbox_deliveries set error = ${ERASED}
    where consumer = 'mail' and position(lower(${email}) in lower(error)) > 0`;
}

/** Forgets what a shopper meant to buy. */
export async function eraseCart(tx: Query, shopperId: string): Promise<void> {
  await tx`delete from cart_additions where guest_id = ${shopperId}`;
  await tx`delete from carts where guest_id = ${shopperId} and ordered_at is null`;
}

import type { EraseCustomerRequest } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { claim } from "./claim_orders.ts";
import { eraseAddress, eraseCart, eraseOrders } from "./erase_rows.ts";

/**
 * Takes from a customer's orders, and from those that the account may claim, who it was, and forgets its cart and wishes. What was
 * bought, paid and taxed stays. Done again, it finds nothing to do.
 *
 * @throws {ShopError} WRONG_STATE while an order, a return or a refund is under way
 */
export async function eraseCustomer(
  database: Database,
  { customerId, shopperId, provedEmail }: EraseCustomerRequest,
): Promise<Record<string, never>> {
  await transaction(database, async (tx) => {
    if (provedEmail) await claim(tx, customerId, provedEmail);
    const orders = await lockOrders(tx, customerId);
    await refuseUnfinished(tx, customerId);
    await eraseOrders(tx, orders);
    if (provedEmail) await eraseAddress(tx, provedEmail);
    await eraseCart(tx, shopperId);
    // Whoever was ordering had the cart, which was waited for
    const [order] = await lockOrders(tx, customerId);
    if (order) throw unfinished(order.number);
  });
  return {};
}

/** Those that are not erased yet. Orders are locked before carts everywhere. */
async function lockOrders(tx: Query, customerId: string) {
  return await tx<{ id: bigint; number: string }[]>`
    select id, number from orders where customer_id = ${customerId} and erased_at is null order by id for no key update`;
}

async function refuseUnfinished(tx: Query, customerId: string): Promise<void> {
  const [order] = await tx<{ number: string }[]>`
    select number from orders join payments on order_id = orders.id
    where customer_id = ${customerId} and erased_at is null and (
      orders.status in ('placed', 'paid', 'packed', 'shipped')
      or exists (select from returns where order_id = orders.id and status in ('requested', 'approved'))
      or exists (select from refunds where payment_id = payments.id and status = 'pending')
    )
    order by orders.id limit 1`;
  if (order) throw unfinished(order.number);
}

function unfinished(number: string): ShopError {
  return new ShopError(ErrorCode.WRONG_STATE, `Cannot erase the customer: order "${number}" is not finished`);
}

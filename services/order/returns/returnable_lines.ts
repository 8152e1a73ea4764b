import type { Query } from "../../kit/database.ts";

/** A line of an order, and what of it comes back or may. */
export interface ReturnableLine {
  position: number;
  sku: string;
  /** Null when it is no longer in the catalogue. */
  variantId: bigint | null;
  /** Units bought. */
  bought: number;
  /** Units that were asked back and not refused. */
  asked: number;
  /** Units of these that are back. */
  received: number;
  /** What was paid for the line, in minor units. */
  paid: bigint;
}

/** The lines of an order, in their order. The order is locked, so that this holds until the transaction ends. */
export async function returnableLines(tx: Query, orderId: bigint): Promise<ReturnableLine[]> {
  return await tx<ReturnableLine[]>`
    select position, sku, variant_id as "variantId", quantity as bought, coalesce(asked, 0) as asked,
      coalesce(received, 0) as received,
      unit_price * quantity - order_lines.discount + case when tax_included then 0 else order_lines.tax end as paid
    from order_lines join orders on orders.id = order_id left join (
      select position, sum(received)::int as received,
        sum(case when status in ('requested', 'approved') then quantity else received end)::int as asked
      from return_lines join returns on id = return_id
      where returns.order_id = ${orderId} group by position
    ) back using (position)
    where order_id = ${orderId} order by position`;
}

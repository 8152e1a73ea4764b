import { type Database, transaction } from "../../kit/database.ts";
import { changeStatus } from "../orders/change_status.ts";

/** Most orders moved in one transaction. */
export const BATCH = 20;

const NEXT_STEP = { paid: "packed", packed: "shipped", shipped: "delivered" } as const;

/**
 * Moves on each order that has been in its status for `stepSeconds`, longest first, at most a batch of them. Orders that
 * another replica is moving are left to it.
 *
 * @returns how many were moved
 */
export async function advanceOrders(database: Database, stepSeconds: number): Promise<number> {
  return await transaction(database, async (tx) => {
    const due = await tx<{ id: bigint; status: keyof typeof NEXT_STEP }[]>`
      select id, status from orders
      where status in ('paid', 'packed', 'shipped') and status_since <= now() - make_interval(secs => ${stepSeconds})
      order by status_since limit ${BATCH} for update skip locked`;
    for (const { id, status } of due) await changeStatus(tx, id, status, NEXT_STEP[status]);
    return due.length;
  });
}

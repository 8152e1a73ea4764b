import type { Query } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { returnToStock } from "../inventory/return_to_stock.ts";
import { afterRefund } from "../orders/after_refund.ts";
import { changeStatus } from "../orders/change_status.ts";
import type { RequestRefund } from "../orders/refund_wish.ts";
import { changeReturn } from "./change_return.ts";
import type { LockedReturn } from "./lock_return.ts";
import { refundAmount } from "./refund_amount.ts";
import { type ReturnableLine, returnableLines } from "./returnable_lines.ts";

/** What came back, and what becomes of it. */
export interface Receipt {
  items: readonly ReceivedUnits[];
  /** Whether the cost of shipping goes back too; only when nothing of the order stays with the customer. */
  refundShipping: boolean;
  actor: string;
}

/** Units of one line. */
export interface ReceivedUnits {
  sku: string;
  quantity: number;
  /** Units of these that go back on the shelf. */
  restocked: number;
}

/**
 * Takes in the things of an approved return: those that can be sold again go back on the shelf, and what was paid for all of them,
 * as far as it did not go back before, is asked back for the customer. The order is returned when all its units are back.
 *
 * @throws {ShopError} WRONG_STATE unless it is approved, INVALID_ARGUMENT for units that were not asked back
 */
export async function receiveReturn(tx: Query, requestRefund: RequestRefund, wish: LockedReturn, receipt: Receipt) {
  const { order } = wish;
  const { actor, refundShipping } = receipt;
  await changeReturn(tx, wish, { to: "received", actor });
  const [lines, asked, money] = await Promise.all([
    returnableLines(tx, order.id),
    askedUnits(tx, wish.id),
    readMoney(tx, order.id),
  ]);
  const back = cameBack(lines, asked, receipt.items);
  const isAll = lines.every((line) => line.received + unitsOf(back, line) === line.bought);
  if (refundShipping && !isAll) {
    throw invalidArgument(
      "Cannot refund shipping: things of the order stay with the customer",
      "refund_shipping",
      "Must be false unless everything is back",
    );
  }
  const goods = back.reduce(
    (sum, { line, units }) => sum + refundAmount({ ...line, before: line.received, now: units.quantity }),
    0n,
  );
  const shipping = money.total - lines.reduce((sum, line) => sum + line.paid, 0n);
  const due = goods + (refundShipping ? shipping : 0n);
  const amount = due < money.left ? due : money.left;
  await writeReceived(tx, wish.id, back);
  await restock(tx, order.id, back, actor);
  if (amount > 0n) {
    const reason = `Return ${wish.number}`;
    const refundId = await requestRefund(tx, { orderId: order.id, amount, reason, actor });
    await tx`update returns set refund_id = ${refundId} where id = ${wish.id}`;
  }
  if (isAll && (order.status === "delivered" || order.status === "shipped")) {
    await changeStatus(tx, { orderId: order.id, from: order.status, to: "returned", actor });
  }
  if (amount === 0n) await afterRefund(tx, order.id);
}

/** Units that came back of a line. */
interface Back {
  line: ReturnableLine;
  units: ReceivedUnits;
}

function cameBack(lines: readonly ReturnableLine[], asked: ReadonlyMap<number, number>, items: Receipt["items"]) {
  return items.map((units, index): Back => {
    const line = lines.find(({ sku }) => sku === units.sku);
    const isFirst = items.findIndex(({ sku }) => sku === units.sku) === index;
    const most = line && isFirst ? asked.get(line.position) ?? 0 : 0;
    if (line && units.quantity <= most && units.restocked <= units.quantity) return { line, units };
    throw invalidArgument(
      `Cannot receive return: ${most} of "${units.sku}" were asked back`,
      `items[${index}]`,
      `Must name a line once, at most ${most} units of it, and no more of them on the shelf`,
    );
  });
}

function unitsOf(back: readonly Back[], { position }: ReturnableLine): number {
  return back.find(({ line }) => line.position === position)?.units.quantity ?? 0;
}

/** Units asked back with a return, by the position of their line. */
async function askedUnits(tx: Query, returnId: bigint): Promise<Map<number, number>> {
  const rows = await tx<{ position: number; quantity: number }[]>`
    select position, quantity from return_lines where return_id = ${returnId}`;
  return new Map(rows.map(({ position, quantity }) => [position, quantity]));
}

/** What an order cost, and what of it is neither back nor on its way back. */
async function readMoney(tx: Query, orderId: bigint): Promise<{ total: bigint; left: bigint }> {
  const [money] = await tx<{ total: bigint; left: bigint }[]>`
    select total, captured - refunded - refunding as left
    from orders join payments on order_id = orders.id where orders.id = ${orderId}
    for no key update of payments`;
  if (!money) throw new Error(`Cannot receive return: order ${orderId} has no payment`);
  return money;
}

async function writeReceived(tx: Query, returnId: bigint, back: readonly Back[]): Promise<void> {
  await tx`
    update return_lines set received = item.received, restocked = item.restocked
    from unnest(${back.map(({ line }) => line.position)}::int[], ${back.map(({ units }) => units.quantity)}::int[],
      ${back.map(({ units }) => units.restocked)}::int[]) as item (position, received, restocked)
    where return_id = ${returnId} and return_lines.position = item.position`;
}

/** Puts units back on the shelf; those of variants that left the catalogue have none. */
async function restock(tx: Query, orderId: bigint, back: readonly Back[], actor: string): Promise<void> {
  const items = back.flatMap(({ line, units }) =>
    line.variantId !== null && units.restocked > 0 ? [{ variantId: line.variantId, quantity: units.restocked }] : []
  );
  if (items.length === 0) return;
  if (!await returnToStock(tx, { orderId, items, actor })) {
    throw new Error(`Cannot receive return: more units of order ${orderId} come back than were sold`);
  }
}

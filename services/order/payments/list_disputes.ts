import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  DisputeStatus,
  type ListDisputesRequest,
  type ListDisputesResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/payment_pb.ts";
import type { Database } from "../../kit/database.ts";
import { money } from "../money.ts";

const DEFAULT_PAGE_SIZE = 20;

interface DisputeRow {
  id: bigint;
  reference: string;
  provider: string;
  orderNumber: string;
  amount: bigint;
  currency: string;
  reason: string;
  status: "open" | "won" | "lost";
  openedAt: Date;
}

const STATUS: Readonly<Record<DisputeRow["status"], DisputeStatus>> = {
  open: DisputeStatus.OPEN,
  won: DisputeStatus.WON,
  lost: DisputeStatus.LOST,
};

/** Lists a page of disputes, newest first. Those opened meanwhile neither repeat nor hide others. */
export async function listDisputes(
  database: Database,
  { pageSize, cursor, onlyOpen }: ListDisputesRequest,
): Promise<MessageInitShape<typeof ListDisputesResponseSchema>> {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  // One more than asked for tells whether there is a next page
  const rows = await database<DisputeRow[]>`
    select disputes.id, disputes.reference, disputes.provider, number as "orderNumber", disputes.amount, currency,
      disputes.reason, disputes.status, opened_at as "openedAt"
    from disputes join payments on payments.id = payment_id join orders on orders.id = order_id
    where (${cursor} = '' or disputes.id < nullif(${cursor}, '')::bigint)
      and (not ${onlyOpen}::boolean or disputes.status = 'open')
    order by disputes.id desc limit ${size + 1}`;
  const page = rows.slice(0, size);
  return {
    disputes: page.map(({ amount, currency, status, openedAt, ...dispute }) => ({
      reference: dispute.reference,
      provider: dispute.provider,
      orderNumber: dispute.orderNumber,
      amount: money(currency, amount),
      reason: dispute.reason,
      status: STATUS[status],
      openedAt: timestampFromDate(openedAt),
    })),
    nextCursor: rows.length > size ? String(page.at(-1)!.id) : "",
  };
}

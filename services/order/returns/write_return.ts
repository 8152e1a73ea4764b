import type { Query } from "../../kit/database.ts";
import type { LockedOrder } from "../orders/lock_order.ts";
import { ORDER_CHANGES } from "../orders/order_changes.ts";
import { publicNumber } from "../public_number.ts";

/** A wish to send things back, as it is written. */
export interface NewReturn {
  /** "approved" when it is the shop's own. */
  status: "requested" | "approved";
  actor: string;
  reason: string;
  lines: readonly { position: number; quantity: number }[];
}

/** Two returns in 2^40 share a number by chance; four in a row mean that the source of chance is broken. */
const MAX_NUMBERS = 4;

/** Writes a return with its lines and history, and the event of a customer's wish; returns its number, which no other has. */
export async function writeReturn(
  tx: Query,
  order: LockedOrder,
  wish: NewReturn,
  makeNumber = () => publicNumber("RMA"),
): Promise<string> {
  for (let tried = 0; tried < MAX_NUMBERS; tried++) {
    const number = makeNumber();
    if (await insertReturn(tx, order, wish, number)) return number;
  }
  throw new Error(`Cannot write return: ${MAX_NUMBERS} numbers in a row were taken`);
}

/** False, and nothing written, when the number is taken. */
async function insertReturn(tx: Query, order: LockedOrder, wish: NewReturn, number: string): Promise<boolean> {
  const { status, actor, reason, lines } = wish;
  const written = await tx`
    with written as (
      insert into returns (number, order_id, status, reason) values (${number}, ${order.id}, ${status}, ${reason})
      on conflict (number) do nothing returning id, order_id
    ), lines as (
      insert into return_lines (return_id, order_id, position, quantity)
      select id, order_id, line.* from written, unnest(
        ${lines.map(({ position }) => position)}::int[], ${lines.map(({ quantity }) => quantity)}::int[]
      ) as line
    ), history as (
      insert into return_status_changes (return_id, status, actor) select id, ${status}, ${actor} from written
    )
    select pg_notify(${ORDER_CHANGES}, ${order.number}),
      -- The customer need not hear that the shop agrees with itself
      case ${status} when 'requested' then emit_event('order:' || ${order.number}::text, 'return.requested',
        jsonb_build_object('number', ${order.number}::text, 'return', ${number}::text)) end
    from written`;
  return written.length > 0;
}

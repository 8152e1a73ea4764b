import { Button, LinkButton } from "../../../../../components/button.tsx";
import { Notice } from "../../../../../components/notice.tsx";
import { variantName } from "../../../../../components/order_lines.tsx";
import { Panel } from "../../../../../components/panel.tsx";
import { Picture } from "../../../../../components/picture.tsx";
import { TextArea } from "../../../../../components/text_area.tsx";
import type { Order, OrderLine } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { orderPath } from "./read_order.ts";
import { MAX_REASON, quantityField, type ReturnWish } from "./return_request.ts";
import { returnableItems } from "./returnable_items.ts";

export interface ReturnFormProps extends ReturnWish {
  order: Order;
  idempotencyKey: string;
  /** Why it was not taken. */
  problem?: string;
}

/** What of an order comes back, and why. */
export function ReturnForm({ order, idempotencyKey, quantities, reason, errors, problem }: ReturnFormProps) {
  const items = returnableItems(order);
  const preset = items.length === 1 ? items[0]!.left : 0;
  const said = problem ?? errors.items ?? errors.reason;
  return (
    <Panel class="mx-auto mt-4 max-w-2xl sm:p-9">
      <h1 class="text-title">Send something back</h1>
      <p class="mt-3 text-ink-soft wrap-anywhere">
        Order{" "}
        <strong class="font-semibold text-ink">{order.number}</strong>. We look at it and write to you; then you send
        it.
      </p>
      {said && <Notice kind="bad" urgent id="problem" class="mt-5">{said}</Notice>}
      <form method="post" action={`${orderPath(order)}/return`} class="mt-6 grid gap-6">
        <input type="hidden" name="key" value={idempotencyKey} />
        <fieldset>
          <legend class="font-semibold">What comes back</legend>
          <ul class="divide-y divide-line">
            {items.map(({ line, left }, index) => (
              <ReturnLine
                key={line.sku}
                id={`back-${index}`}
                line={line}
                left={left}
                quantity={quantities.get(line.sku) ?? preset}
              />
            ))}
          </ul>
        </fieldset>
        <TextArea name="reason" label="Why" value={reason} required maxLength={MAX_REASON} error={errors.reason} />
        <div class="flex flex-wrap gap-3">
          <Button>Ask to send it back</Button>
          <LinkButton href={orderPath(order)} look="quiet">Keep everything</LinkButton>
        </div>
      </form>
    </Panel>
  );
}

interface ReturnLineProps {
  id: string;
  line: OrderLine;
  /** Most units that can come back. */
  left: number;
  quantity: number;
}

function ReturnLine({ id, line, left, quantity }: ReturnLineProps) {
  return (
    <li class="flex items-center gap-3 py-3">
      <Picture image={line.image} size={64} decorative class="w-14 shrink-0 rounded-xl" />
      <label for={id} class="min-w-0 grow leading-snug">
        <span class="font-medium">{line.title}</span>
        <span class="block text-sm text-ink-soft">
          {[variantName(line), `${left} of ${line.quantity} can come back`].filter(Boolean).join(" · ")}
        </span>
      </label>
      <input
        id={id}
        name={quantityField(line.sku)}
        type="number"
        inputMode="numeric"
        min={0}
        max={left}
        value={quantity}
        class="field-control w-20! shrink-0 text-center tabular-nums"
      />
    </li>
  );
}

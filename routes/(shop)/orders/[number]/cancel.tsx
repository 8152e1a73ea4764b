import { page } from "fresh";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { Meta } from "../../../../components/meta.tsx";
import { formatMoney } from "../../../../components/money.ts";
import { Notice } from "../../../../components/notice.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { TextArea } from "../../../../components/text_area.tsx";
import { type Order, OrderStatus, PaymentStatus } from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { define } from "../../../../utils.ts";
import { PRIVATE } from "../../../(_shared)/cache.ts";
import { found } from "../../../(_shared)/found.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { changeProblem } from "./(_order)/change_problem.ts";
import { orderName, orderPath, readOrder } from "./(_order)/read_order.ts";

export const access = "anyone";

const MAX_REASON = 500;
const UNDECIDED = "Your bank is just deciding about the payment. Try again in a moment.";
const TOO_LATE = "It is too late to cancel this order. Once it has arrived, you can send it back.";

interface Data {
  order: Order;
  reason: string;
  /** Why it was not called off. */
  problem?: string;
}

/** Asks whether an order is to be called off, and does it. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    const order = await readOrder(ctx.state, orderName(ctx.state, ctx.params));
    if (!order.cancellable) return ctx.redirect(orderPath(order), 303);
    return page({ order, reason: "" }, { headers: PRIVATE });
  },
  async POST(ctx) {
    const name = orderName(ctx.state, ctx.params);
    const form = await readForm(ctx.req);
    const reason = String(form.get("reason") ?? "").trim().slice(0, MAX_REASON);
    try {
      await found(ctx.state.clients.orders.cancelOrder({ ...name, reason }));
    } catch (error) {
      const order = await readOrder(ctx.state, name);
      const why = order.status === OrderStatus.PLACED ? UNDECIDED : TOO_LATE;
      const { status, message: problem } = changeProblem(error, why);
      return page({ order, reason, problem }, { status, headers: PRIVATE });
    }
    return ctx.redirect(orderPath(name), 303);
  },
});

export default define.page<typeof handler>(({ data: { order, reason, problem } }) => (
  <>
    <Meta title={`Cancel order ${order.number}`} hidden />
    <Panel class="mx-auto mt-4 max-w-2xl sm:p-9">
      <h1 class="text-title">Cancel this order?</h1>
      {problem && <Notice kind="bad" urgent class="mt-5">{problem}</Notice>}
      <p class="mt-3 text-ink-soft wrap-anywhere">
        Order <strong class="font-semibold text-ink">{order.number}</strong>: nothing will be sent. {money(order)}
      </p>
      <form method="post" action={`${orderPath(order)}/cancel`} class="mt-6 grid gap-6">
        <TextArea name="reason" label="Why" value={reason} maxLength={MAX_REASON} />
        <div class="flex flex-wrap gap-3">
          {order.cancellable && <Button>Cancel the order</Button>}
          <LinkButton href={orderPath(order)} look="quiet">{order.cancellable ? "Keep it" : "Back to it"}</LinkButton>
        </div>
      </form>
    </Panel>
  </>
));

function money({ payment, total }: Order): string {
  if (payment?.status !== PaymentStatus.CAPTURED || !total) return "You pay nothing.";
  return `${formatMoney(total)} goes back to your card.`;
}

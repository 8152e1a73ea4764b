import { page } from "fresh";
import { Meta } from "../../../../components/meta.tsx";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import type { State } from "../../../../edge/state.ts";
import { define } from "../../../../utils.ts";
import { PRIVATE } from "../../../(_shared)/cache.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { changeProblem } from "./(_order)/change_problem.ts";
import { type OrderName, orderName, orderPath, readOrder } from "./(_order)/read_order.ts";
import { ReturnForm, type ReturnFormProps } from "./(_order)/return_form.tsx";
import { readReturn, type ReturnWish } from "./(_order)/return_request.ts";
import { returnableItems } from "./(_order)/returnable_items.ts";

export const access = "anyone";

const KEY = /^[\w-]{8,255}$/;
const TOO_LATE = "This order cannot be sent back any more: that is possible for 30 days after it arrived.";
const SENT_BEFORE = "This form was sent before, with other numbers. See what your order says before you send it again.";
const TOO_MANY = "More is asked back than is left to send back. Check the numbers.";

/** Takes a wish to send things of an order back. */
export const handler = define.handlers<ReturnFormProps>({
  async GET(ctx) {
    const order = await readOrder(ctx.state, orderName(ctx.state, ctx.params));
    if (returnableItems(order).length === 0) return ctx.redirect(orderPath(order), 303);
    const idempotencyKey = crypto.randomUUID();
    return page({ order, idempotencyKey, quantities: new Map(), reason: "", errors: {} }, { headers: PRIVATE });
  },
  async POST(ctx) {
    const name = orderName(ctx.state, ctx.params);
    const form = await readForm(ctx.req);
    const order = await readOrder(ctx.state, name);
    const wish = readReturn(form, order);
    const key = String(form.get("key") ?? "");
    const idempotencyKey = KEY.test(key) ? key : crypto.randomUUID();
    const refusal = Object.keys(wish.errors).length > 0
      ? { status: 422 }
      : await ask(ctx.state, { ...name, idempotencyKey }, wish);
    if (!refusal) return ctx.redirect(orderPath(order), 303);
    const { status, ...said } = refusal;
    return page({ ...wish, order, idempotencyKey, ...said }, { status, headers: PRIVATE });
  },
});

/** Asks for the return; tells why it was not taken. */
async function ask(
  { clients }: State,
  name: OrderName & { idempotencyKey: string },
  { quantities, reason }: ReturnWish,
): Promise<{ status: number; problem: string; idempotencyKey?: string } | undefined> {
  const items = Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
  try {
    await clients.orders.requestReturn({ ...name, items, reason });
  } catch (error) {
    const code = error instanceof ShopError ? error.code : undefined;
    if (code === ErrorCode.INVALID_ARGUMENT) return { status: 400, problem: TOO_MANY };
    if (code === ErrorCode.IDEMPOTENCY_KEY_REUSED) {
      return { status: 422, problem: SENT_BEFORE, idempotencyKey: crypto.randomUUID() };
    }
    const { status, message } = changeProblem(error, TOO_LATE);
    return { status, problem: message };
  }
}

export default define.page<typeof handler>(({ data }) => (
  <>
    <Meta title={`Send back: order ${data.order.number}`} hidden />
    <ReturnForm {...data} />
  </>
));

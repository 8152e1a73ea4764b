import { page } from "fresh";
import { Meta } from "../../../components/meta.tsx";
import { LiveForms } from "../../../islands/live_forms.tsx";
import type { State } from "../../../edge/state.ts";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { define } from "../../../utils.ts";
import { PRIVATE } from "../../(_shared)/cache.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { CheckoutForm, type CheckoutFormProps } from "./(_checkout)/checkout_form.tsx";
import { countryOf, readValues } from "./(_checkout)/form_fields.ts";
import { readOrderRequest } from "./(_checkout)/order_request.ts";
import { type Refusal, refusalOf } from "./(_checkout)/refusal.ts";

const KEY = /^[\w-]{8,255}$/;

export const handler = define.handlers<CheckoutFormProps>({
  async GET(ctx) {
    const data = await readPage(ctx.state);
    return data ? page(data, { headers: PRIVATE }) : ctx.redirect("/cart");
  },
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const outcome = form.get("intent") === "update" ? undefined : await order(ctx.state, form);
    if (typeof outcome === "string") return ctx.redirect(`/orders/${encodeURIComponent(outcome)}`, 303);
    const data = await readPage(ctx.state, form, outcome);
    return data ? page(data, { status: outcome?.status ?? 200, headers: PRIVATE }) : ctx.redirect("/cart", 303);
  },
});

/** Places the order; returns its number, or why there is none. */
async function order({ clients, guest }: State, form: FormData): Promise<string | Refusal> {
  const request = readOrderRequest(form, guest.ensure());
  if ("errors" in request) return { status: 422, errors: request.errors };
  try {
    return (await clients.checkout.placeOrder(request)).order?.number ?? "";
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    // An empty cart: the page leads there.
    if (error.code === ErrorCode.CART_EMPTY) return { status: error.httpStatus, errors: {} };
    const isNamed = error.code === ErrorCode.OUT_OF_STOCK && guest.id !== undefined;
    return refusalOf(error, isNamed ? (await clients.cart.getCart({ guestId: guest.id! })).cart : undefined);
  }
}

/** What the page shows: the cart and ways to send it as they are now, and what was typed. Null when the cart is empty. */
async function readPage(
  { clients, guest }: State,
  form?: FormData,
  refusal?: Refusal,
): Promise<CheckoutFormProps | null> {
  if (guest.id === undefined) return null;
  const guestId = guest.id;
  const [{ cart }, { methods }] = await Promise.all([
    clients.cart.getCart({ guestId }),
    clients.checkout.listShippingMethods({ guestId, countryCode: countryOf(form) }),
  ]);
  if (!cart || cart.lines.length === 0) return null;
  const key = String(form?.get("key") ?? "");
  return {
    cart,
    methods,
    values: readValues(form),
    // The same for every attempt at one order, so that it is placed once.
    idempotencyKey: KEY.test(key) && !refusal?.newKey ? key : crypto.randomUUID(),
    refusal,
  };
}

export default define.page<typeof handler>(({ data }) => (
  <>
    <Meta title="Checkout" hidden />
    <h1 class="mt-4 text-title">Checkout</h1>
    <LiveForms within="checkout" parts={["delivery", "summary"]} secret="card." />
    <CheckoutForm {...data} />
  </>
));

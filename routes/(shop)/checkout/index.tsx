import { page } from "fresh";
import { Meta } from "../../../components/meta.tsx";
import { LiveForms } from "../../../islands/live_forms.tsx";
import type { State } from "../../../edge/state.ts";
import { type Order, OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { define } from "../../../utils.ts";
import { PRIVATE } from "../../(_shared)/cache.ts";
import { rememberOrder } from "../../(_shared)/last_order.ts";
import { mayLeaveFor } from "../../(_shared)/may_leave_for.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { CheckoutForm, type CheckoutFormProps } from "./(_checkout)/checkout_form.tsx";
import { readCoupons } from "./(_checkout)/coupons.ts";
import { filledIn, readCustomer } from "./(_checkout)/customer.ts";
import { readOrderRequest } from "./(_checkout)/order_request.ts";
import { readQuotes } from "./(_checkout)/quotes.ts";
import { type Refusal, refusalOf } from "./(_checkout)/refusal.ts";
import { SAVED_ADDRESS } from "./(_checkout)/saved_addresses.tsx";
import { ResendForm, type ResendFormProps, resentFields } from "./(_checkout)/resend_form.tsx";

export const access = "anyone";

/** The checkout; or an order to be sent again, where it is not known what became of it. */
type Data = { checkout: CheckoutFormProps } | { resend: ResendFormProps };

const KEY = /^[\w-]{8,255}$/;

export const handler = define.handlers<Data>({
  async GET(ctx) {
    const data = await readPage(ctx.state);
    return data ? page({ checkout: data }, { headers: PRIVATE }) : ctx.redirect("/cart");
  },
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const outcome = isOrder(form) ? await order(ctx.state, form) : undefined;
    if (outcome && "number" in outcome) {
      return rememberOrder(ctx.redirect(placeAfter(outcome, ctx.state), 303), outcome.number, ctx.state);
    }
    if (outcome?.isOpen) {
      const resend = { message: outcome.message ?? "", fields: resentFields(form) };
      return page({ resend }, { status: outcome.status, headers: PRIVATE });
    }
    const data = await readPage(ctx.state, form, outcome);
    if (!data) return ctx.redirect("/cart", 303);
    return page({ checkout: data }, { status: data.refusal?.status ?? 200, headers: PRIVATE });
  },
});

/** Whether a form agrees to a total. A coupon that was just typed changes it, so the new one is shown first. */
function isOrder(form: FormData): boolean {
  const isOther = form.get("intent") === "update" || form.has("remove_coupon") || form.has(SAVED_ADDRESS);
  return !isOther && readCoupons(form).typed === "";
}

/** Where a shopper goes with an order that was accepted: to the bank, if that wants to hear from them. */
function placeAfter({ number, status, payment }: Order, state: State): string {
  const url = payment?.challengeUrl ?? "";
  return status === OrderStatus.PLACED && mayLeaveFor(url, state) ? url : `/orders/${encodeURIComponent(number)}`;
}

/** Places the order; returns it, or why there is none. */
async function order({ clients, guest, session, takesTestCards }: State, form: FormData): Promise<Order | Refusal> {
  if (!takesTestCards) return { status: 422, errors: {}, message: "Paying is not possible on this site yet." };
  const request = readOrderRequest(form, {
    guestId: guest.ensure(),
    customerId: session.principal?.userId ?? "",
  });
  if ("errors" in request) return { status: 422, errors: request.errors };
  try {
    return (await clients.checkout.placeOrder(request)).order!;
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    // An empty cart: the page leads there.
    if (error.code === ErrorCode.CART_EMPTY) return { status: error.httpStatus, errors: {} };
    const isNamed = error.code === ErrorCode.OUT_OF_STOCK && guest.id !== undefined;
    const cart = isNamed ? (await clients.cart.getCart({ guestId: guest.id! })).cart : undefined;
    return refusalOf(error, cart, readCoupons(form).wanted);
  }
}

/** What the page shows: the cart and what it costs now, and what was typed. Null when the cart is empty. */
async function readPage(
  state: State,
  form?: FormData,
  refusal?: Refusal,
): Promise<CheckoutFormProps | null> {
  const { clients, guest, session, takesTestCards } = state;
  if (guest.id === undefined) return null;
  const guestId = guest.id;
  const { wanted, typed } = readCoupons(form);
  const customer = await readCustomer(state);
  const values = filledIn(form, customer);
  const destination = {
    guestId,
    customerId: session.principal?.userId ?? "",
    countryCode: values["shipping_address.country_code"],
    region: values["shipping_address.region"],
  };
  const [{ cart }, quotes] = await Promise.all([
    clients.cart.getCart({ guestId }),
    readQuotes(clients.checkout, destination, wanted),
  ]);
  if (!cart || cart.lines.length === 0) return null;
  const key = String(form?.get("key") ?? "");
  return {
    cart,
    quotes,
    takesTestCards,
    coupon: { typed, isApplied: quotes.coupons.includes(typed) },
    values,
    addresses: customer.addresses,
    // The same for every attempt at one order, so that it is placed once.
    idempotencyKey: KEY.test(key) && !refusal?.newKey ? key : crypto.randomUUID(),
    refusal: withCoupons(refusal, quotes.refused),
  };
}

/** Says besides that a coupon is not applied: one that was typed, or that holds no longer. */
function withCoupons(refusal: Refusal | undefined, problem: string | undefined): Refusal | undefined {
  if (problem === undefined) return refusal;
  return { status: 409, ...refusal, errors: { ...refusal?.errors, coupon: problem } };
}

export default define.page<typeof handler>(({ data }) => (
  <>
    <Meta title="Checkout" hidden />
    <h1 class="mt-4 text-title">Checkout</h1>
    {"resend" in data ? <ResendForm {...data.resend} /> : (
      <>
        <LiveForms within="checkout" parts={["region", "delivery", "coupons", "summary"]} secret="card." />
        <CheckoutForm {...data.checkout} />
      </>
    )}
  </>
));

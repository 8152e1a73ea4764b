import type { ComponentChildren } from "preact";
import { AddressFields } from "../../../../components/address_fields.tsx";
import { ErrorSummary } from "../../../../components/error_summary.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { Cart } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { SavedAddress } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { CardFields } from "./card_fields.tsx";
import { ContactFields } from "./contact_fields.tsx";
import { CouponFields } from "./coupon_fields.tsx";
import { DeliveryMethods } from "./delivery_methods.tsx";
import { ADDRESS, type FieldErrors, FIELDS, labelsIn, type Values } from "./form_fields.ts";
import type { Quotes } from "./quotes.ts";
import type { Refusal } from "./refusal.ts";
import { SavedAddresses } from "./saved_addresses.tsx";
import { Summary } from "./summary.tsx";

export interface CheckoutFormProps {
  cart: Cart;
  /** What it costs, sent to the place chosen in each way there is. */
  quotes: Quotes;
  /** The coupon that was just typed, and whether it holds. */
  coupon: { typed: string; isApplied: boolean };
  /** What was typed so far. */
  values: Values;
  /** The address book of who is signed in. */
  addresses: readonly SavedAddress[];
  idempotencyKey: string;
  /** Whether cards are typed here. */
  takesTestCards: boolean;
  /** Why the order was not placed, if it was tried. */
  refusal: Refusal | undefined;
}

/** The whole checkout as one form. */
export function CheckoutForm(
  { cart, quotes: { quotes, coupons }, coupon, values, addresses, idempotencyKey, takesTestCards, refusal }:
    CheckoutFormProps,
) {
  const errors = refusal?.errors ?? {};
  const country = values["shipping_address.country_code"];
  const chosen = quotes.find(({ method }) => method?.code === values.shipping_method) ?? quotes[0];
  return (
    <form
      id="checkout"
      method="post"
      action="/checkout"
      tabIndex={-1}
      class="group/checkout mt-6 grid items-start gap-6 outline-none lg:grid-cols-[1fr_24rem] lg:gap-8"
    >
      {/* First, so that it is what the Enter key presses. */}
      <button type="submit" tabIndex={-1} class="sr-only">Place order</button>
      <input type="hidden" name="key" value={idempotencyKey} />
      <div class="grid gap-6">
        {refusal && (
          <ErrorSummary
            message={refusal.message}
            link={refusal.link}
            fields={wrongFields(errors, country)}
          />
        )}
        {!refusal && coupon.isApplied && (
          <Notice kind="good" urgent id="problem">
            {coupon.typed} is applied. Check the new total, then place your order.
          </Notice>
        )}
        <Step title="Contact">
          <ContactFields values={values} errors={errors} />
        </Step>
        <Step title="Address">
          <SavedAddresses addresses={addresses} />
          <AddressFields
            path={ADDRESS}
            values={values}
            errors={errors}
            update="Show delivery and tax for this address"
          />
        </Step>
        <div id="delivery">
          <DeliveryMethods quotes={quotes} chosen={chosen?.method?.code} error={errors.shipping_method} />
        </div>
        <Panel as="section" labelledBy="step-coupon">
          <h2 id="step-coupon" class="text-heading">Coupon</h2>
          <div id="coupons" class="mt-4 grid gap-2">
            <CouponFields coupons={coupons} typed={coupon.isApplied ? "" : coupon.typed} error={errors.coupon} />
          </div>
        </Panel>
        <Step title="Payment">
          {takesTestCards
            ? <CardFields errors={errors} />
            : <Notice kind="warn" class="col-span-2">Paying is not possible on this site yet.</Notice>}
        </Step>
      </div>
      <div id="summary" class="lg:sticky lg:top-24">
        <Summary
          cart={cart}
          quotes={quotes}
          country={country}
          problem={errors.coupon}
        />
      </div>
    </form>
  );
}

function wrongFields(errors: FieldErrors, country: string) {
  const labels = labelsIn(country);
  return FIELDS.flatMap((name) => {
    const error = errors[name];
    return error ? [{ name, label: labels[name], error }] : [];
  });
}

function Step({ title, children }: { title: string; children: ComponentChildren }) {
  const id = `step-${title.toLowerCase()}`;
  return (
    <Panel as="section" labelledBy={id}>
      <h2 id={id} class="text-heading">{title}</h2>
      <div class="mt-4 grid grid-cols-2 gap-x-4 gap-y-4 sm:gap-x-5">{children}</div>
    </Panel>
  );
}

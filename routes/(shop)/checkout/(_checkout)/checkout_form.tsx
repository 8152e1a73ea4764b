import type { ComponentChildren } from "preact";
import { Panel } from "../../../../components/panel.tsx";
import type { Cart } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { ShippingMethod } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { AddressFields, ContactFields } from "./address_fields.tsx";
import { CardFields } from "./card_fields.tsx";
import { DeliveryMethods } from "./delivery_methods.tsx";
import { ErrorSummary } from "./error_summary.tsx";
import type { Values } from "./form_fields.ts";
import type { Refusal } from "./refusal.ts";
import { Summary } from "./summary.tsx";

export interface CheckoutFormProps {
  cart: Cart;
  /** How it can be sent to the country chosen. */
  methods: ShippingMethod[];
  /** What was typed so far. */
  values: Values;
  idempotencyKey: string;
  /** Why the order was not placed, if it was tried. */
  refusal: Refusal | undefined;
}

/** The whole checkout as one form. */
export function CheckoutForm({ cart, methods, values, idempotencyKey, refusal }: CheckoutFormProps) {
  const errors = refusal?.errors ?? {};
  const chosen = methods.find(({ code }) => code === values.shipping_method) ?? methods[0];
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
        {refusal && <ErrorSummary refusal={refusal} />}
        <Step title="Contact">
          <ContactFields values={values} errors={errors} />
        </Step>
        <Step title="Address">
          <AddressFields values={values} errors={errors} />
        </Step>
        <div id="delivery">
          <DeliveryMethods cart={cart} methods={methods} chosen={chosen?.code} error={errors.shipping_method} />
        </div>
        <Step title="Payment">
          <CardFields errors={errors} />
        </Step>
      </div>
      <div id="summary" class="lg:sticky lg:top-24">
        <Summary cart={cart} methods={methods} />
      </div>
    </form>
  );
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

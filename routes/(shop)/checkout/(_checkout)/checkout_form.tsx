import type { ComponentChildren } from "preact";
import { Field, type FieldProps } from "../../../../components/field.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { SelectField } from "../../../../components/select_field.tsx";
import type { Cart } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { ShippingMethod } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { CardFields } from "./card_fields.tsx";
import { DeliveryMethods } from "./delivery_methods.tsx";
import { ErrorSummary } from "./error_summary.tsx";
import { COUNTRIES, type KeptField, LABELS, type Values } from "./form_fields.ts";
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

const UPDATE = "update-country";
const WIDE_ON_PHONES = "max-sm:col-span-2";
const countryNames = new Intl.DisplayNames("en-GB", { type: "region" });
const COUNTRY_CHOICES = COUNTRIES.map((code) => ({ value: code, label: countryNames.of(code) ?? code }))
  .sort((a, b) => a.label.localeCompare(b.label, "en-GB"));

/** The whole checkout as one form. */
export function CheckoutForm({ cart, methods, values, idempotencyKey, refusal }: CheckoutFormProps) {
  const errors = refusal?.errors ?? {};
  const chosen = methods.find(({ code }) => code === values.shipping_method) ?? methods[0];
  const field = (name: KeptField, more: Partial<FieldProps>) => (
    <Field
      name={name}
      label={LABELS[name]}
      value={values[name]}
      error={errors[name]}
      class={WIDE_ON_PHONES}
      {...more}
    />
  );
  return (
    <form
      id="checkout"
      method="post"
      action="/checkout"
      tabIndex={-1}
      class="group/checkout mt-6 grid items-start gap-6 outline-none lg:grid-cols-[1fr_24rem] lg:gap-8"
    >
      <input type="hidden" name="key" value={idempotencyKey} />
      <div class="grid gap-6">
        {refusal && <ErrorSummary refusal={refusal} />}
        <Step title="Contact">
          {field("contact.email", { type: "email", autocomplete: "email", required: true, maxLength: 254 })}
          {field("contact.phone", {
            type: "tel",
            autocomplete: "tel",
            maxLength: 30,
            hint: "For the carrier. With country code, such as +44 20 7123 4567.",
          })}
        </Step>
        <Step title="Address">
          <div class="col-span-2">
            <SelectField
              name="shipping_address.country_code"
              label={LABELS["shipping_address.country_code"]}
              value={values["shipping_address.country_code"]}
              choices={COUNTRY_CHOICES}
              error={errors["shipping_address.country_code"]}
              autocomplete="country"
              sends={UPDATE}
            />
            <button
              id={UPDATE}
              type="submit"
              name="intent"
              value="update"
              formNoValidate
              data-live
              class="mt-2 hidden min-h-11 font-medium underline underline-offset-4 noscript:block"
            >
              Show delivery for this country
            </button>
          </div>
          {field("shipping_address.name", {
            autocomplete: "name",
            required: true,
            maxLength: 100,
            class: "col-span-2",
          })}
          {field("shipping_address.line1", { autocomplete: "address-line1", required: true, maxLength: 200 })}
          {field("shipping_address.line2", { autocomplete: "address-line2", maxLength: 200 })}
          {field("shipping_address.postal_code", { autocomplete: "postal-code", required: true, maxLength: 20 })}
          {field("shipping_address.city", { autocomplete: "address-level2", required: true, maxLength: 100 })}
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

import type { MessageInitShape } from "@bufbuild/protobuf";
import { missingParts, readAddressParts } from "../../../../components/address_parts.ts";
import type { Amount } from "../../../../components/money.ts";
import type { PlaceOrderRequestSchema } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { readCoupons } from "./coupons.ts";
import { readPhone } from "../../../(_shared)/read_phone.ts";
import { ADDRESS, type FieldErrors, type FormField, readValues } from "./form_fields.ts";

type OrderRequest = MessageInitShape<typeof PlaceOrderRequestSchema>;

const CENTURY = 2000;
// What cannot be left empty, and what to say if it is.
const REQUIRED: Partial<Record<FormField, string>> = {
  "contact.email": "Enter your email address.",
  "shipping_method": "Choose how it is sent.",
  "card.number": "Enter the card number.",
  "card.expiry": "Enter the month and year until which the card is good.",
  "card.security_code": "Enter the three or four digits on the back of the card.",
};

/**
 * Reads an order from the checkout form. Only what the contract cannot say is checked here: that fields are filled, and what a
 * date is. The order service judges the rest.
 */
export function readOrderRequest(
  form: FormData,
  owner: { guestId: string; customerId: string },
): OrderRequest | { errors: FieldErrors } {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const errors: FieldErrors = {};
  for (const [name, message] of Object.entries(REQUIRED)) {
    if (text(name) === "") errors[name as FormField] = message;
  }
  const expiry = readExpiry(text("card.expiry"));
  if (!expiry) errors["card.expiry"] ??= "Enter the date as month and year, such as 04/30.";
  const total = /^([A-Z]{3}) (\d{1,15})$/.exec(text(`total.${text("shipping_method")}`));
  if (!total) errors.shipping_method ??= REQUIRED.shipping_method!;
  const values = readValues(form);
  for (const [part, message] of Object.entries(missingParts(readAddressParts(form, ADDRESS)))) {
    errors[`${ADDRESS}.${part}` as FormField] = message;
  }
  if (!expiry || !total || Object.keys(errors).length > 0) return { errors };

  return {
    ...owner,
    idempotencyKey: text("key"),
    contact: { email: values["contact.email"], phone: readPhone(values["contact.phone"]) },
    shippingAddress: {
      name: values["shipping_address.name"],
      line1: values["shipping_address.line1"],
      line2: values["shipping_address.line2"],
      city: values["shipping_address.city"],
      postalCode: values["shipping_address.postal_code"],
      countryCode: values["shipping_address.country_code"],
      region: values["shipping_address.region"],
    },
    shippingMethod: values.shipping_method,
    card: {
      number: text("card.number"),
      expiryMonth: expiry.month,
      expiryYear: expiry.year,
      securityCode: text("card.security_code"),
    },
    coupons: readCoupons(form).wanted,
    expectedTotal: { currencyCode: total[1]!, minorUnits: BigInt(total[2]!) },
  };
}

/** How a form states the total of a shipping method, which the visitor agrees to by sending it. */
export function totalField({ currencyCode, minorUnits }: Amount): string {
  return `${currencyCode} ${minorUnits}`;
}

/** "04/30", "4 / 2030", "0430": a month and a year. */
function readExpiry(text: string): { month: number; year: number } | undefined {
  const [, month, year] = /^(\d{1,2})\s*[/.-]?\s*((?:20)?\d{2})$/.exec(text) ?? [];
  if (!month || !year || Number(month) < 1 || Number(month) > 12) return undefined;
  return { month: Number(month), year: Number(year) % CENTURY + CENTURY };
}

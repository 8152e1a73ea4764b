import { formatMoney } from "../../../../components/money.ts";
import type { Cart } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { ErrorCode, type ShopError } from "../../../../services/kit/errors.ts";
import { type FieldErrors, FIELDS, type FormField } from "./form_fields.ts";
import { couponProblems, couponSentence } from "./quotes.ts";
import { sentence } from "../../../(_shared)/sentence.ts";

/** Why an order was not placed, for the shopper. */
export interface Refusal {
  status: number;
  /** What is wrong with fields. */
  errors: FieldErrors;
  /** What else there is to say. */
  message?: string;
  /** Where to mend it. */
  link?: { href: string; text: string };
  /** Whether it is not known what became of the order: it may be there, or come to be. */
  isOpen?: boolean;
  /** Whether the form needs a new key: the old one has its answer, for ever. */
  newKey?: boolean;
}

/** Paths of the contract that are one field of the form. */
const SHOWN_AS: Readonly<Record<string, FormField>> = {
  "card.expiry_month": "card.expiry",
  "card.expiry_year": "card.expiry",
  "expected_total.currency_code": "shipping_method",
};
/** Where people understand more than the contract's words. */
const IN_OTHER_WORDS: FieldErrors = {
  "contact.email": "Enter an address such as name@example.com.",
  "contact.phone": "Begin with the country code, such as +44 20 7123 4567, or leave it empty.",
  "shipping_address.name": "Enter a name of at most 100 characters.",
  "shipping_address.line1": "Enter at most 200 characters.",
  "shipping_address.line2": "Enter at most 200 characters.",
  "shipping_address.city": "Enter at most 100 characters.",
  "shipping_address.region": "Choose one of the list.",
  "card.security_code": "Enter the three or four digits on the back of the card.",
};

/**
 * Says why an order was not placed. A bug, and what no shopper can mend, is thrown on.
 *
 * @param cart what was in the cart, to name things by their titles
 * @param coupons what the order asked for, in its order
 */
export function refusalOf(error: ShopError, cart: Cart | undefined, coupons: string[]): Refusal {
  const status = error.httpStatus;
  switch (error.code) {
    case ErrorCode.INVALID_ARGUMENT:
      return { status, errors: fieldErrors(error) };
    case ErrorCode.PRICE_CHANGED:
      return { status, errors: {}, message: priceChanged(error) };
    case ErrorCode.OUT_OF_STOCK:
      return {
        status,
        errors: {},
        message: outOfStock(error, cart),
        link: { href: "/cart", text: "Change your cart" },
      };
    case ErrorCode.PAYMENT_DECLINED:
      return {
        status,
        errors: { "card.number": "The bank declined this card. Try another one." },
        message: "The bank declined the card. Nothing was charged, and your cart is as it was.",
        newKey: true,
      };
    case ErrorCode.COUPON_REFUSED:
      return {
        status,
        errors: { coupon: couponSentence(couponProblems(error, coupons)) },
        message: "A coupon does not hold. Nothing was charged. Check the total, then send the order again.",
      };
    case ErrorCode.REQUEST_IN_PROGRESS:
      return {
        status,
        errors: {},
        message: "Your order is just being placed. Wait a moment, then send it again: it counts once.",
        isOpen: true,
      };
    case ErrorCode.IDEMPOTENCY_KEY_REUSED:
      return {
        status,
        errors: {},
        message: "An order was placed with this form before. Check your cart before you order again.",
        link: { href: "/cart", text: "See your cart" },
        newKey: true,
      };
    case ErrorCode.UNAVAILABLE:
    case ErrorCode.DEADLINE_EXCEEDED:
      return {
        status,
        errors: {},
        message:
          "The shop did not answer in time. Nothing was charged that we know of. Send it again: it counts only once.",
        isOpen: true,
      };
    default:
      throw error;
  }
}

function fieldErrors(error: ShopError): FieldErrors {
  const errors: FieldErrors = {};
  for (const violation of error.details.violations ?? []) {
    const field = SHOWN_AS[violation.field] ?? violation.field;
    if (!FIELDS.includes(field as FormField)) throw error; // Not what a shopper typed.
    errors[field as FormField] ??= IN_OTHER_WORDS[field as FormField] ?? sentence(violation);
  }
  return errors;
}

function priceChanged({ details: { priceChanged } }: ShopError): string {
  if (!priceChanged) return "The total has changed. Check it, and send the order again if you agree.";
  const { currency: currencyCode, expectedMinor, currentMinor } = priceChanged;
  const [before, now] = [expectedMinor, currentMinor].map((minorUnits) => formatMoney({ currencyCode, minorUnits }));
  return `The total was ${before} and is ${now} now. Nothing was charged. Send the order again if you agree.`;
}

function outOfStock({ details: { outOfStock = [] } }: ShopError, cart: Cart | undefined): string {
  const things = outOfStock.map(({ sku, available }) => {
    const title = cart?.lines.find((line) => line.sku === sku)?.title ?? sku;
    return available === 0 ? `${title} is sold out` : `only ${available} of ${title} are left`;
  });
  return `Somebody was faster: ${things.join("; ") || "something is sold out"}. Nothing was charged.`;
}

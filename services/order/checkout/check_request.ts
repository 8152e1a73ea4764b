import type { Money } from "../../../proto/gen/shopflow/common/v1/money_pb.ts";
import type { PlaceOrderRequest } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { type AddressParts, checkAddress } from "../../kit/address_rules.ts";
import { invalidArgument } from "../../kit/errors.ts";
import type { CardToken, PaymentProvider } from "../payments/provider.ts";

/** A request whose parts are there and can be right. */
export interface CheckedRequest {
  contact: { email: string; phone: string };
  address: AddressParts;
  expectedTotal: Money;
}

/** Checks what needs no database. Fails with INVALID_ARGUMENT, naming the fields at fault. */
export function checkRequest(request: PlaceOrderRequest): CheckedRequest {
  return {
    contact: given(request.contact, "contact"),
    address: checkAddress(given(request.shippingAddress, "shipping_address"), "shipping_address"),
    expectedTotal: given(request.expectedTotal, "expected_total"),
  };
}

/** What the provider is to charge: the token given, or one for a test card, where the provider makes such. */
export function chargedCard({ card, paymentToken }: PlaceOrderRequest, provider: PaymentProvider): CardToken {
  if ((card === undefined) === (paymentToken === "")) {
    throw invalidArgument(
      "Cannot place order: it is not clear how it is paid",
      "payment_token",
      "Either this or card must be given",
    );
  }
  if (card === undefined) return { token: paymentToken, cardBrand: "", cardLast4: "" };
  if (provider.tokenise) return provider.tokenise(card);
  throw invalidArgument(
    "Cannot place order: cards never come here",
    "card",
    "Must be left out: give the payment_token that the payment provider made of it",
  );
}

/** A part of the request that its field rules demand. */
function given<T>(part: T | undefined, field: string): T {
  if (part === undefined) throw invalidArgument("Cannot place order: a part is missing", field, "Must be given");
  return part;
}

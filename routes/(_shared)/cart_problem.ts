import { ErrorCode, ShopError } from "../../services/kit/errors.ts";

/** Says to a shopper why the cart could not be changed. What no shopper can mend is thrown on. */
export function cartProblem(error: unknown): { message: string; status: number } {
  if (!(error instanceof ShopError)) throw error;
  const message = messageOf(error);
  if (message === undefined) throw error;
  return { message, status: error.httpStatus };
}

function messageOf({ code, details }: ShopError): string | undefined {
  switch (code) {
    case ErrorCode.INVALID_ARGUMENT:
    case ErrorCode.WRONG_STATE: // not sold in the cart's currency
      return `${details.violations?.[0]?.description ?? "That is not possible"}.`;
    case ErrorCode.NOT_FOUND:
      return "This is no longer sold.";
    case ErrorCode.IDEMPOTENCY_KEY_REUSED:
      return "This was added before. Look into your cart, or load the page again.";
    case ErrorCode.UNAVAILABLE:
    case ErrorCode.DEADLINE_EXCEEDED:
      return "The shop is busy. Try again in a moment.";
    default:
      return undefined;
  }
}

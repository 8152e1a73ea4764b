import { ErrorCode } from "../../services/kit/errors.ts";

/** How an error code is explained to people who use the API. */
export interface ErrorEntry {
  title: string;
  /** What it means, and what to do. */
  meaning: string;
}

/** Every code that the API may answer with. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = {
  [ErrorCode.UNSPECIFIED]: {
    title: "Internal error",
    meaning: "A bug on our side. Tell us the request id; trying again may or may not help.",
  },
  [ErrorCode.INVALID_ARGUMENT]: {
    title: "Invalid argument",
    meaning: "A field is missing, malformed or out of range. `errors` names each one and says what is allowed.",
  },
  [ErrorCode.NOT_FOUND]: {
    title: "Not found",
    meaning: "Nothing of that name exists, or it is not yours to see.",
  },
  [ErrorCode.ALREADY_EXISTS]: { title: "Already exists", meaning: "The name is taken. Choose another." },
  [ErrorCode.UNAUTHENTICATED]: { title: "Not signed in", meaning: "Say who you are, then send the request again." },
  [ErrorCode.PERMISSION_DENIED]: {
    title: "Not permitted",
    meaning: "You may not do this. A request that a page of another site sent is refused in the same way.",
  },
  [ErrorCode.OUT_OF_STOCK]: {
    title: "Out of stock",
    meaning: "Fewer units are left than you asked for. `out_of_stock` says how many, by SKU. Nothing was taken.",
  },
  [ErrorCode.PRICE_CHANGED]: {
    title: "Price changed",
    meaning:
      "The total is not the one that was agreed to. `price_changed` has both; ask the shopper, then send the new one.",
  },
  [ErrorCode.CART_EMPTY]: { title: "Cart empty", meaning: "The cart has no lines. Put something in it first." },
  [ErrorCode.PAYMENT_DECLINED]: {
    title: "Payment declined",
    meaning: "The bank said no. Nothing was taken; another card may do.",
  },
  [ErrorCode.IDEMPOTENCY_KEY_REUSED]: {
    title: "Idempotency key reused",
    meaning: "The key belongs to a different request. Use a new key for each new request.",
  },
  [ErrorCode.REQUEST_IN_PROGRESS]: {
    title: "Request in progress",
    meaning: "A request with this idempotency key is still running. Send the same request again shortly.",
  },
  [ErrorCode.RATE_LIMITED]: {
    title: "Too many requests",
    meaning: "Wait as many seconds as `Retry-After` says, then send the request again.",
  },
  [ErrorCode.UNAVAILABLE]: {
    title: "Unavailable",
    meaning: "A part of the shop is away. The same request may succeed as soon as `Retry-After` says.",
  },
  [ErrorCode.DEADLINE_EXCEEDED]: {
    title: "Took too long",
    meaning:
      "The answer took too long. Whether the request was carried out is not known: repeat it with the same idempotency key.",
  },
  [ErrorCode.CANCELLED]: { title: "Cancelled", meaning: "You went away before the answer was there." },
  [ErrorCode.METHOD_NOT_ALLOWED]: {
    title: "Method not allowed",
    meaning: "The address exists, but not for this method. `Allow` lists those that do.",
  },
  [ErrorCode.TOO_LARGE]: { title: "Too large", meaning: "The body is larger than 64 kB, more than any request needs." },
  [ErrorCode.UNSUPPORTED_MEDIA_TYPE]: {
    title: "Unsupported media type",
    meaning: "The body is of a content type that is not read here. The API reads application/json.",
  },
  [ErrorCode.WRONG_STATE]: {
    title: "Wrong state",
    meaning:
      "What it is asked of is not in a state that allows it, such as an order that is with the carrier. Read it again.",
  },
  [ErrorCode.COUPON_REFUSED]: {
    title: "Coupon refused",
    meaning: "The coupon does not exist, has ended, is used up, or does not fit the cart. `errors` names it.",
  },
  [ErrorCode.SIGN_IN_REFUSED]: {
    title: "Sign-in refused",
    meaning: "The address, the password, the code or the passkey is wrong, or no account has them. Which is not told.",
  },
  [ErrorCode.LINK_EXPIRED]: {
    title: "Link expired",
    meaning: "The link or ticket was used, is too old, or was never given. Ask for another.",
  },
  [ErrorCode.RECENT_SIGN_IN_REQUIRED]: {
    title: "Recent sign-in required",
    meaning: "This asks for a sign-in of the last ten minutes. Show again who you are, then send the request again.",
  },
  [ErrorCode.SECOND_FACTOR_REQUIRED]: {
    title: "Second factor required",
    meaning: "This asks for a second factor: sign in with one, or set one up.",
  },
};

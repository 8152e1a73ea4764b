import { HTTPException } from "hono/http-exception";
import { ErrorCode, fromUnknown, invalidArgument, ShopError } from "../../services/kit/errors.ts";
import { toPublicMoney } from "./public_money.ts";
import { ERRORS } from "./error_catalogue.ts";

/** Seconds after which trying again makes sense, when a part of the shop is away. */
export const RETRY_AFTER_S = 1;

/** What the middleware and libraries of Hono throw, as errors of ours. */
export function toShopError(thrown: unknown): ShopError {
  if (thrown instanceof HTTPException && thrown.status < 500) {
    return invalidArgument("Cannot read the request: it is malformed", "body", "must be well-formed");
  }
  return fromUnknown(thrown);
}

/** The header that says when to try again what a part of the shop that is away, or late, could not answer. */
export function retryAfter({ code }: ShopError): Record<string, string> {
  const isPassing = code === ErrorCode.UNAVAILABLE || code === ErrorCode.DEADLINE_EXCEEDED;
  return isPassing ? { "retry-after": String(RETRY_AFTER_S) } : {};
}

/**
 * An error as `application/problem+json` (RFC 9457). Clients switch on `code`; `type` leads to its documentation.
 *
 * @param headers Further headers, such as Retry-After.
 */
export function problem(error: ShopError, requestId: string, headers: Record<string, string> = {}): Response {
  const { violations, outOfStock, priceChanged } = error.details;
  const code = error.codeName;
  const body = {
    type: `/api/v1/docs/errors/#${code.toLowerCase()}`,
    title: ERRORS[error.code].title,
    status: error.httpStatus,
    code,
    detail: error.message,
    request_id: requestId,
    ...(violations && { errors: violations }),
    ...(outOfStock && { out_of_stock: outOfStock }),
    ...(priceChanged && {
      price_changed: {
        expected: toPublicMoney(priceChanged.currency, priceChanged.expectedMinor),
        current: toPublicMoney(priceChanged.currency, priceChanged.currentMinor),
      },
    }),
  };
  return new Response(JSON.stringify(body), {
    status: error.httpStatus,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...retryAfter(error),
      ...headers,
    },
  });
}

/** A status code that says a request failed. */
export type ErrorStatus =
  | (400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418)
  | (421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451)
  | (500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511);

/** A failed request: thrown by a handler or middleware, shown by the nearest `_error` page (404: by `_404`) with this status. */
export class HttpError extends Error {
  override name = "HttpError";

  /** @param message Public: the visitor may read it. */
  constructor(readonly status: ErrorStatus, message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

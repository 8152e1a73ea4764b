import { renderToString } from "preact-render-to-string";
import type { ShopError } from "../../services/kit/errors.ts";
import { ERRORS } from "../gateway/error_catalogue.ts";

/** A page for requests that were refused before they reached the site, which has pages of its own for its errors. */
export function errorPage(error: ShopError, requestId: string): string {
  const { title, meaning } = ERRORS[error.code];
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{title}</title>
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          <p>{error.message}. {meaning}</p>
          <p>Request {requestId}</p>
          <p>
            <a href="/">Back to the shop</a>
          </p>
        </main>
      </body>
    </html>
  );
  return `<!DOCTYPE html>${renderToString(page)}`;
}

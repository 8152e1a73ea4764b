import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { ERRORS } from "../error_catalogue.ts";

const BASE = "/api/v1/docs";

/** The page that shows the API's documentation. */
export function docsPage(): string {
  return document(
    "ShopFlow API",
    <>
      <div id="swagger-ui">
        <noscript>
          This page needs JavaScript; <a href="/api/v1/openapi.json">the OpenAPI document</a> does not.
        </noscript>
      </div>
      <script src={`${BASE}/swagger-ui-bundle.js`} />
      <script src={`${BASE}/start.js`} />
    </>,
  );
}

/** The page that explains every error code; problems link to its sections. */
export function errorsPage(): string {
  const errors = Object.entries(ERRORS).map(([number, entry]) => {
    const { codeName, httpStatus } = new ShopError(Number(number) as ErrorCode, "");
    return { codeName, httpStatus, ...entry };
  });
  return document(
    "Errors of the ShopFlow API",
    <main class="swagger-ui">
      <h1>Errors of the ShopFlow API</h1>
      {errors.map(({ codeName, httpStatus, title, meaning }) => (
        <section id={codeName.toLowerCase()} key={codeName}>
          <h2>{title}</h2>
          <p>
            <code>{codeName}</code>, HTTP {httpStatus}. {withCode(meaning)}
          </p>
        </section>
      ))}
      <p>
        <a href={`${BASE}/`}>The whole API</a>
      </p>
    </main>,
  );
}

/** Text in which `backticks` part code from words. */
function withCode(text: string): ComponentChildren {
  return text.split("`").map((part, i) => i % 2 === 0 ? part : <code key={i}>{part}</code>);
}

/** Starts the documentation. Without a validator's address, the page asks nobody but this site. */
export const START_SCRIPT = `SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
`;

function document(title: string, body: ComponentChildren): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{title}</title>
        <link rel="stylesheet" href={`${BASE}/swagger-ui.css`} />
      </head>
      <body>{body}</body>
    </html>
  );
  return `<!DOCTYPE html>${renderToString(page)}`;
}

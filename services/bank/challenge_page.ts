import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { PaymentRow } from "./payments.ts";

const STYLE = `
  body { font: 1.125rem/1.5 system-ui, sans-serif; color: #1c1b1a; background: #f6f4f0; margin: 0 }
  main { max-width: 28rem; margin: 10vh auto; padding: 2rem; background: #fff; border-radius: .5rem }
  h1 { font-size: 1.5rem; margin-top: 0 }
  button { font: inherit; padding: .6rem 1.2rem; border-radius: .3rem; border: 2px solid #14532d; cursor: pointer }
  button[value=approve] { background: #14532d; color: #fff }
  button[value=refuse] { background: #fff; color: #14532d }
  button:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px }
`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** Asks the customer whether they want to pay; says so when that is over. The buttons post their answer to the same address. */
export function challengePage(payment: PaymentRow): Response {
  const { amount, currency, order_number: order } = payment;
  const form = html`
    <p>Order ${order}: <strong>${formatAmount(amount, currency)}</strong></p>
    <form method="post">
      <button name="answer" value="approve">Approve</button>
      <button name="answer" value="refuse">Refuse</button>
    </form>
  `;
  const over = html`<p>This payment is ${payment.status}.</p>${link(payment.return_url)}`;
  return page(payment.status === "challenge" ? form : over, payment.return_url);
}

function link(url: string) {
  return url === "" ? "" : html`<p><a href="${url}">Back to the shop</a></p>`;
}

function page(content: unknown, returnUrl: string): Response {
  const text = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Confirm your payment: test bank</title>
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <main>
    <h1>Confirm your payment</h1>
    <p>This is the shop's test bank. No money moves here.</p>
    ${content}
        </main>
      </body>
    </html>
  `;
  // Browsers hold the address that a form leads to against the policy as well
  const target = returnUrl === "" ? "" : ` ${new URL(returnUrl).origin}`;
  return new Response(String(text), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'${target}; frame-ancestors 'none'; base-uri 'none'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

/** Such as "13.95 GBP". */
function formatAmount(amount: bigint, currency: string): string {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency })
    .resolvedOptions();
  const padded = String(amount).padStart(digits + 1, "0");
  const [whole, rest] = [padded.slice(0, padded.length - digits), padded.slice(padded.length - digits)];
  return `${whole}${digits > 0 ? `.${rest}` : ""} ${currency}`;
}

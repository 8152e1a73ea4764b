import assert from "node:assert/strict";
import type { Content } from "./content.ts";
import { renderMail } from "./render_mail.ts";

const CONTENT: Content = {
  subject: "Your order SF-00000001",
  preheader: "We start to pack.",
  locale: "en-GB",
  title: "Thank you",
  shop: { name: "ShopFlow", origin: "https://shop.example" },
  reason: "You get this because you placed an order.",
  blocks: [
    {
      kind: "paragraph",
      text: "We have your payment and start to pack. We write again when your parcel is on its way to you.",
    },
    { kind: "button", label: "See your order", url: "https://shop.example/orders/SF-00000001" },
    {
      kind: "items",
      title: "What you bought",
      items: [
        { quantity: 2, title: "Stoneware mug", details: "Colour: Sage", amount: "£24.00" },
        {
          quantity: 1,
          title: "A linen tablecloth with a name that is so long that it takes more than a line",
          details: "",
          amount: "£1,199.50",
        },
      ],
      sums: [{ name: "Delivery", amount: "£3.95" }, { name: "Total", amount: "£1,227.45", strong: true }],
    },
    { kind: "facts", facts: [{ name: "Where it goes", lines: ["Ada Lovelace", "12 St James's Square"] }] },
    {
      kind: "facts",
      facts: [{ name: "Parcel", lines: ["Royal Mail, AB123"], url: "https://carrier.example/?a=1&b=2" }],
    },
  ],
};

Deno.test("renderMail() sets the text part in a column of 72 characters", () => {
  assert.equal(
    renderMail("ada@example.com", CONTENT).text,
    `Thank you
=========

We have your payment and start to pack. We write again when your parcel
is on its way to you.

See your order:
https://shop.example/orders/SF-00000001

What you bought
---------------
2 × Stoneware mug (Colour: Sage)                                  £24.00
1 × A linen tablecloth with a name that is so long that it
takes more than a line                                         £1,199.50
------------------------------------------------------------------------
Delivery                                                           £3.95
Total                                                          £1,227.45

Where it goes:
  Ada Lovelace
  12 St James's Square

Parcel:
  Royal Mail, AB123
  https://carrier.example/?a=1&b=2

-- 
You get this because you placed an order.
ShopFlow, https://shop.example
`,
  );
});

Deno.test("renderMail() writes HTML that says the same, in the reader's language and colours, and loads nothing", () => {
  const { html } = renderMail("ada@example.com", CONTENT);
  assert.match(html, /^<!doctype html>\n<html lang="en-GB">/);
  assert.match(html, /<title>Your order SF-00000001<\/title>/);
  assert.match(html, /<meta name="color-scheme" content="light dark"/);
  assert.match(html, /@media \(prefers-color-scheme:dark\)/);
  assert.match(html, /<body[^>]*><main><div style="display:none[^>]*>We start to pack\.<\/div>/);
  for (const text of ["Thank you", "Stoneware mug", "Colour: Sage", "£1,227.45", "12 St James's Square"]) {
    assert.ok(html.includes(text), text);
  }
  assert.match(html, /<a href="https:\/\/carrier.example\/\?a=1&amp;b=2"/);
  assert.doesNotMatch(html, /<img|<link|<script|<iframe|url\(|@import|\ssrc=/i);
});

Deno.test("renderMail() lets nothing that somebody typed become markup, a header or a line of its own", () => {
  const nasty = `<img src=x onerror=alert(1)>"'&\r\n\r\nBcc: eve@example.com\u202e\0`;
  const mail = renderMail("ada@example.com", {
    ...CONTENT,
    subject: nasty,
    preheader: nasty,
    title: nasty,
    reason: nasty,
    blocks: [
      { kind: "paragraph", text: nasty },
      { kind: "items", title: nasty, items: [{ quantity: 1, title: nasty, details: nasty, amount: "" }], sums: [] },
      { kind: "facts", facts: [{ name: nasty, lines: [nasty, nasty] }] },
    ],
  });
  assert.equal(mail.subject, `<img src=x onerror=alert(1)>"'& Bcc: eve@example.com`);
  assert.doesNotMatch(mail.html, /<img/);
  assert.equal(mail.html.match(/&lt;img src=x onerror=alert\(1\)>&quot;'&amp; Bcc/g)?.length, 11);
  assert.doesNotMatch(mail.text, /^Bcc/m);
  assert.doesNotMatch(mail.html + mail.text, /[\u202e\0\r]/);
});

Deno.test("renderMail() refuses an address that is not a page's", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "/orders", "https://"]) {
    const blocks = [{ kind: "button", label: "Go", url }] as const;
    assert.throws(() => renderMail("ada@example.com", { ...CONTENT, blocks }), RangeError, url);
  }
});

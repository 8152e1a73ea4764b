import assert from "node:assert/strict";
import { isAddress, isHeaderText, parseSender } from "./mail.ts";

Deno.test("isAddress() accepts one plain address", () => {
  for (const text of ["ada@example.com", "ada.l+shop@mail.example.co.uk", "o'hara@localhost"]) {
    assert.ok(isAddress(text), text);
  }
});

Deno.test("isAddress() refuses whatever could be more than one address, or more than an address", () => {
  const wrong = [
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@example.com, eve@example.com",
    "ada@example.com;eve@example.com",
    "Ada <ada@example.com>",
    '"ada"@example.com',
    "ada@example.com\r\nBcc: eve@example.com",
    "ada@example.com\n",
    "ada@exa mple.com",
    "ada(comment)@example.com",
    "ada@[127.0.0.1]",
    "ada@-example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a.".repeat(130)}example`,
  ];
  for (const text of wrong) assert.ok(!isAddress(text), JSON.stringify(text));
});

Deno.test("isHeaderText() refuses line ends and other controls, and nothing else", () => {
  assert.ok(isHeaderText("Your order – £12.50 <b> 你好 🎁"));
  for (const text of ["a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\0b", "a\x85b", "a\u2028b", "a\tb"]) {
    assert.ok(!isHeaderText(text), JSON.stringify(text));
  }
});

Deno.test("parseSender() reads a name with an address, or an address alone", () => {
  assert.deepEqual(parseSender("ShopFlow <orders@shop.example>"), { name: "ShopFlow", address: "orders@shop.example" });
  assert.deepEqual(parseSender('"Tea, Ltd." <a@b.example>'), { name: "Tea, Ltd.", address: "a@b.example" });
  assert.deepEqual(parseSender("orders@shop.example"), { name: "", address: "orders@shop.example" });
  for (const text of ["", "ShopFlow", "A\nB <a@b.example>", "A <a@b.example> <c@d.example>", "A <not an address>"]) {
    assert.equal(parseSender(text), undefined, JSON.stringify(text));
  }
});

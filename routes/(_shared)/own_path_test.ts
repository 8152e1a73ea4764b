import { equal } from "node:assert/strict";
import fc from "fast-check";
import { ownPath } from "./own_path.ts";

const OWN = [
  "/",
  "/account",
  "/account/orders?page=2",
  "/search?q=a%20b&price=1-2",
  "/orders/SF-1?to=//evil.example",
  "/products/x?u=https://evil.example/",
];

for (const place of OWN) {
  Deno.test(`ownPath() goes to ${place}`, () => equal(ownPath(place), place));
}

const ELSEWHERE = [
  undefined,
  null,
  7,
  "",
  "account",
  "?next=/",
  "#x",
  "//evil.example",
  "///evil.example",
  "////evil.example/..",
  "/\\evil.example",
  "/\\/evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/ /evil.example",
  "/\u0000/evil.example",
  "/\u2028/evil.example",
  "/é",
  "/.//evil.example",
  "/..//evil.example",
  "/./\\evil.example",
  "/a/..//evil.example",
  "/%2e%2e//evil.example",
  "https://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https:///evil.example",
  "HTTPS://EVIL.EXAMPLE",
  "http://shop.example",
  "https://shop.example@evil.example",
  "https://shop.example.evil.example/",
  "//shop.example@evil.example",
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "/" + "a".repeat(2_000),
];

for (const place of ELSEWHERE) {
  Deno.test(`ownPath() refuses ${JSON.stringify(place)?.slice(0, 40)}`, () => equal(ownPath(place), undefined));
}

Deno.test("ownPath() never leads to another site, whatever it is given", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2f",
    "%5c",
    "@",
    ":",
    "?",
    "#",
    "\t",
    "evil.example",
    "https",
    "a",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 9 }).map((pieces) => "/" + pieces.join("")), (place) => {
    const path = ownPath(place);
    if (path !== undefined) equal(new URL(path, "https://shop.example").origin, "https://shop.example");
  }));
});

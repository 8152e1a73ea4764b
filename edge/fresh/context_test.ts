import { equal } from "node:assert/strict";
import { testSite } from "./testdata/test_site.ts";

const REDIRECTS: [to: string, location: string][] = [
  ["/cart", "/cart"],
  ["//evil.example/", "/evil.example/"],
  ["/\\evil.example", "/evil.example"],
  ["/a//b?next=//x#//y", "/a/b?next=//x#//y"],
  ["https://pay.example/x", "https://pay.example/x"],
];
for (const [to, location] of REDIRECTS) {
  Deno.test(`ctx.redirect("${to}") goes to ${location}`, async () => {
    const site = await testSite({
      "index.ts": { handler: (ctx: { redirect(to: string): Response }) => ctx.redirect(to) },
    });
    const response = await site.send("/");
    equal(response.status, 302);
    equal(response.headers.get("location"), location);
  });
}

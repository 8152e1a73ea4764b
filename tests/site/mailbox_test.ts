import assert from "node:assert/strict";
import { type Page, startBrowser } from "../../dev/testing/browser.ts";
import type { Content } from "../../services/kit/mail/content.ts";
import { renderMail } from "../../services/kit/mail/render_mail.ts";
import { openMailStore } from "../../services/mailbox/mail_store.ts";
import { createWeb } from "../../services/mailbox/web.tsx";
import { accessibilityProblems } from "./axe.ts";

const VIEWS = [
  { colorScheme: "light", viewport: { width: 375, height: 700 } },
  { colorScheme: "dark", viewport: { width: 375, height: 700 } },
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
] as const;

const CONTENT: Content = {
  subject: "Order SF-00000001 confirmed",
  preheader: "We start to pack.",
  locale: "en-GB",
  title: "Thank you for your order",
  shop: { name: "ShopFlow", origin: "https://shop.example" },
  reason: "You get this because this address was given with order SF-00000001.",
  blocks: [
    { kind: "paragraph", text: "We start to pack." },
    { kind: "button", label: "See your order", url: "https://shop.example/orders/SF-00000001" },
    {
      kind: "items",
      title: "What you bought",
      items: [{
        quantity: 1,
        title: "A-name-without-any-place-to-break-".repeat(4),
        details: "Colour: Sage",
        amount: "£1.00",
      }],
      sums: [{ name: "Total", amount: "£1.00", strong: true }],
    },
    {
      kind: "facts",
      facts: [{ name: "Parcel", lines: ["Royal Mail", "AB123"], url: "https://carrier.example/AB123" }],
    },
  ],
};
const EVIL = `<!doctype html><meta http-equiv="refresh" content="0;url=https://evil.example/away"><h1>before</h1>
<img src="https://evil.example/seen.png" onerror="document.querySelector('h1').textContent = 'after'" alt="">
<script>document.querySelector("h1").textContent = "after"</script>`;

async function assertFits(page: Page, what: string): Promise<void> {
  assert.deepEqual(await accessibilityProblems(page), [], what);
  assert.ok(
    await page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
    `${what} is wider than the window`,
  );
}

Deno.test("mails and the mailbox fit every window, can be read by all, and a mail can do nothing", async (t) => {
  const folder = await Deno.makeTempDir();
  const store = await openMailStore(folder);
  const { html } = renderMail("ada@example.com", CONTENT);
  const keep = (subject: string, body: string) =>
    store.add(
      new TextEncoder().encode(`Subject: ${subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`),
      {
        from: "orders@shop.example",
        to: ["ada@example.com"],
      },
    );
  const { id } = await keep(CONTENT.subject, html);
  const { id: evil } = await keep("Evil", EVIL);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, createWeb(store).fetch);
  const mailbox = `http://127.0.0.1:${server.addr.port}`;
  {
    await using browser = await startBrowser();
    for (const view of VIEWS) {
      await t.step(`${view.colorScheme}, ${view.viewport.width} wide`, async () => {
        await using context = await browser.browser.newContext(view);
        const page = await context.newPage();
        await page.setContent(html);
        await assertFits(page, "the mail");
        for (const path of ["/", "/?to=nobody", `/mails/${id}?show=text`, `/mails/${id}?show=source`, "/mails/1"]) {
          await page.goto(mailbox + path);
          await assertFits(page, path);
        }
        await page.goto(`${mailbox}/mails/${id}`);
        const frame = page.frameLocator("iframe");
        await frame.getByRole("heading", { name: "Thank you for your order" }).waitFor();
      });
    }
    await t.step("scripts, pictures and redirects of a mail", async () => {
      await using context = await browser.browser.newContext();
      const page = await context.newPage();
      const answered: string[] = [];
      page.on("response", (response) => answered.push(response.url()));
      const refused = page.waitForEvent("requestfailed");
      await page.goto(`${mailbox}/mails/${evil}`);
      assert.equal((await refused).failure()?.errorText, "csp");
      assert.equal(await page.frameLocator("iframe").getByRole("heading").textContent(), "before");
      assert.ok(answered.every((url) => url.startsWith(mailbox)), answered.join());
    });
  }
  await server.shutdown();
  await Deno.remove(folder, { recursive: true });
});

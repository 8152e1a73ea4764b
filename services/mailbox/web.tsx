import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { MailStore, StoredMail } from "./mail_store.ts";
import { ListPage, MailPage, MissingPage, renderPage, TABS } from "./pages.tsx";
import { STYLES } from "./styles.ts";

const PAGE_SIZE = 50;
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

const PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'";
/** A mail may show itself, in its own styles, and open links in new windows. It runs no script, sends no form and loads nothing. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; " +
  "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The mailbox's pages, and `/api/mails` for tests. Everything is read only. */
export function createWeb(store: MailStore): Hono {
  const app = new Hono();
  app.use(refuseForeignHosts, guardHeaders);
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/styles.css", (c) => c.body(STYLES, 200, { "content-type": "text/css; charset=utf-8" }));

  app.get("/", (c) => {
    const { to = "", before } = c.req.query();
    const all = store.list(to);
    const rest = before === undefined ? all : all.filter(({ id }) => Number(id) < Number(before));
    const older = rest.length > PAGE_SIZE ? rest[PAGE_SIZE - 1]!.id : undefined;
    return page(c, <ListPage to={to} mails={rest.slice(0, PAGE_SIZE)} total={all.length} older={older} />);
  });
  app.get("/mails/:id", async (c) => {
    const mail = await store.read(c.req.param("id"));
    const tab = TABS.find(({ id }) => id === c.req.query("show")) ?? TABS[mail?.content.html === undefined ? 1 : 0];
    return mail === undefined ? page(c, <MissingPage />, 404) : page(c, <MailPage mail={mail} tab={tab.id} />);
  });
  app.get("/mails/:id/content", async (c) => {
    const html = (await store.read(c.req.param("id")))?.content.html;
    c.header("content-security-policy", MAIL_POLICY);
    return html === undefined ? c.text("Not found", 404) : c.html(html);
  });

  app.get("/api/mails", (c) => c.json({ mails: store.list(c.req.query("to")) }));
  app.get("/api/mails/:id", async (c) => {
    const mail = await store.read(c.req.param("id"));
    return mail === undefined ? c.json({ error: "not found" }, 404) : c.json(mailObject(mail));
  });
  return app;
}

function mailObject({ source: _source, content, ...summary }: StoredMail) {
  const { messageId, html, text, headers } = content;
  return { ...summary, messageId, html, text, headers: headers.map(({ key, value }) => [key, value]) };
}

function page(c: Context, body: Parameters<typeof renderPage>[0], status: 200 | 404 = 200): Response {
  return c.html(renderPage(body), status);
}

/** A page elsewhere could have its own name point to this machine and then read everybody's mail here. */
const refuseForeignHosts: MiddlewareHandler = async (c, next) => {
  return LOCAL_HOST.test(c.req.header("host") ?? "")
    ? await next()
    : c.text("This mailbox is for this machine alone", 421);
};

const guardHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", PAGE_POLICY);
  headers.set("x-content-type-options", "nosniff");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cache-control", "no-store");
};

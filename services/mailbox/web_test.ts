import assert from "node:assert/strict";
import type { Email } from "postal-mime";
import type { MailStore, StoredMail } from "./mail_store.ts";
import { createWeb } from "./web.tsx";

function stored(id: string, changes: Partial<StoredMail> = {}, content: Partial<Email> = {}): StoredMail {
  return {
    id,
    at: new Date("2026-06-15T12:00:00Z"),
    from: "shop@example.com",
    to: ["ada@example.com"],
    subject: `Subject ${id}`,
    source: new TextEncoder().encode("Subject: raw"),
    content: { headers: [], headerLines: [], attachments: [], html: "<p>Rich</p>", text: "Plain", ...content },
    ...changes,
  };
}

function web(...mails: StoredMail[]) {
  const store: MailStore = {
    add: () => Promise.reject(new Error("not here")),
    list: (to = "") => mails.filter((mail) => mail.to.join().includes(to)),
    read: (id) => Promise.resolve(mails.find((mail) => mail.id === id)),
  };
  const app = createWeb(store);
  return async (path: string, host = "localhost:1234") => {
    const response = await app.request(`http://${host}${path}`, { headers: { host } });
    return { response, text: await response.text() };
  };
}

Deno.test("the list shows mails, and those to one address", async () => {
  const get = web(stored("2"), stored("1", { to: ["bob@example.com"], subject: "" }));
  const all = await get("/");
  assert.match(all.text, /2 mails/);
  assert.match(all.text, /<a href="\/mails\/2">Subject 2<\/a>/);
  assert.match(all.text, /<a href="\/mails\/1">\(no subject\)<\/a>/);
  const found = await get("/?to=bob");
  assert.match(found.text, /1 mail to “bob”/);
  assert.doesNotMatch(found.text, /mails\/2/);
});

Deno.test("the list goes on, page by page", async () => {
  const get = web(...Array.from({ length: 120 }, (_, i) => stored(String(1000 - i))));
  const seen: string[] = [];
  for (let path: string | undefined = "/?to=ada"; path !== undefined;) {
    const { text } = await get(path);
    seen.push(...[...text.matchAll(/href="\/mails\/(\d+)"/g)].map(([, id]) => id!));
    path = /href="(\/\?[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  assert.deepEqual(seen, Array.from({ length: 120 }, (_, i) => String(1000 - i)));
});

Deno.test("a mail is shown as HTML in a frame without rights, as text, and as it came", async () => {
  const get = web(stored("1"));
  const html = await get("/mails/1");
  assert.match(
    html.text,
    /<iframe[^>]* src="\/mails\/1\/content"[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/,
  );
  assert.match(html.text, /show=html" aria-current="page"/);
  assert.match((await get("/mails/1?show=text")).text, /<pre[^>]*>Plain<\/pre>/);
  assert.match((await get("/mails/1?show=source")).text, /<pre[^>]*>Subject: raw<\/pre>/);
  assert.match((await web(stored("1", {}, { html: undefined }))("/mails/1")).text, /<pre[^>]*>Plain<\/pre>/);
  assert.equal((await get("/mails/9")).response.status, 404);
});

Deno.test("a mail's own HTML can run no script, send no form and load nothing", async () => {
  const { response, text } = await web(stored("1"))("/mails/1/content");
  assert.equal(text, "<p>Rich</p>");
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(
    policy,
    /^default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'/,
  );
  assert.match(policy, /sandbox allow-popups allow-popups-to-escape-sandbox$/);
});

Deno.test("what stands in a mail is text in the mailbox's own pages", async () => {
  const nasty = `"><script>alert(1)</script>`;
  const get = web(stored("1", { subject: nasty, to: [nasty], from: nasty, source: new TextEncoder().encode(nasty) }, {
    from: { name: nasty, address: nasty },
    text: nasty,
  }));
  for (
    const path of ["/", `/?to=${encodeURIComponent(nasty)}`, "/mails/1", "/mails/1?show=text", "/mails/1?show=source"]
  ) {
    const { text, response } = await get(path);
    assert.doesNotMatch(text, /<script/, path);
    assert.match(response.headers.get("content-security-policy")!, /^default-src 'none'; style-src 'self'/);
  }
});

Deno.test("the API lists mails to an address, and tells all of one", async () => {
  const get = web(stored("1", {}, { messageId: "<1@example.com>" }));
  const { mails } = JSON.parse((await get("/api/mails?to=ada@example.com")).text);
  assert.deepEqual(mails.map(({ id }: { id: string }) => id), ["1"]);
  assert.deepEqual(JSON.parse((await get("/api/mails?to=bob")).text), { mails: [] });
  const mail = JSON.parse((await get("/api/mails/1")).text);
  assert.equal(mail.messageId, "<1@example.com>");
  assert.equal(mail.text, "Plain");
  assert.equal(mail.html, "<p>Rich</p>");
  assert.equal((await get("/api/mails/9")).response.status, 404);
});

Deno.test("a name of somebody else's that points here gets nothing", async () => {
  const get = web(stored("1"));
  for (const host of ["evil.example", "localhost.evil.example:1234", "127.0.0.1.evil.example", "10.0.0.1"]) {
    for (const path of ["/", "/api/mails", "/mails/1/content"]) {
      const { response, text } = await get(path, host);
      assert.equal(response.status, 421);
      assert.doesNotMatch(text, /Subject|Rich/);
    }
  }
  for (const host of ["localhost", "127.0.0.1:8025", "[::1]:8025"]) {
    assert.equal((await get("/", host)).response.status, 200);
  }
});

Deno.test("nothing can be changed", async () => {
  const app = createWeb({ add: () => Promise.reject(), list: () => [], read: () => Promise.resolve(undefined) });
  for (const method of ["POST", "PUT", "DELETE"]) {
    for (const path of ["/", "/api/mails", "/mails/1"]) {
      assert.equal((await app.request(path, { method, headers: { host: "localhost" } })).status, 404);
    }
  }
});

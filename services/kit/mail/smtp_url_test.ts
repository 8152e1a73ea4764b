import assert from "node:assert/strict";
import { ConfigError, readConfig } from "../config.ts";
import { mailSettings, parseSmtpUrl } from "./smtp_url.ts";

Deno.test("parseSmtpUrl() asks for TLS unless the server is on this machine", () => {
  assert.deepEqual(parseSmtpUrl("smtps://mail.example"), { host: "mail.example", port: 465, tls: "now" });
  assert.deepEqual(parseSmtpUrl("smtp://mail.example:25/"), { host: "mail.example", port: 25, tls: "upgrade" });
  assert.equal(parseSmtpUrl("smtp://mail.example")?.port, 587);
  assert.equal(parseSmtpUrl("smtp://127.0.0.1.evil.example")?.tls, "upgrade");
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) assert.equal(parseSmtpUrl(`smtp://${host}:25`)?.tls, "never");
  assert.equal(parseSmtpUrl("smtp://[::1]:25")?.host, "::1");
});

Deno.test("parseSmtpUrl() reads percent-encoded credentials", () => {
  const { login } = parseSmtpUrl("smtps://ada%40shop.example:p%3Ass%2Fw%40rd@mail.example")!;
  assert.deepEqual(login, { user: "ada@shop.example", password: "p:ss/w@rd" });
});

Deno.test("parseSmtpUrl() refuses what it does not understand", () => {
  for (
    const text of ["", "mail.example", "http://mail.example", "smtp://", "smtp://a/b", "smtp://a?x=1", "smtp://%zz@a"]
  ) {
    assert.equal(parseSmtpUrl(text), undefined, text);
  }
});

Deno.test("mailSettings are optional, and a wrong one is not shown", () => {
  assert.deepEqual(readConfig(mailSettings, () => undefined), { SMTP_URL: undefined, MAIL_FROM: undefined });
  const read = () => readConfig(mailSettings, (name) => name === "SMTP_URL" ? "smtp://ada:hunter2@" : "nobody");
  assert.throws(read, (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /SMTP_URL: must be smtp.*\n {2}MAIL_FROM: must be an address/);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});

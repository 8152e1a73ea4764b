import assert from "node:assert/strict";
import { ConfigError, readConfig } from "../../kit/config.ts";
import { openDatabase } from "../../kit/database.ts";
import { openOrderMail, orderMailSettings } from "./config.ts";

function open(env: Record<string, string>) {
  const database = openDatabase("postgres://localhost", { name: "never-connected" });
  return openOrderMail(database, {
    ...readConfig(orderMailSettings, (name) => env[name]),
    PUBLIC_ORIGIN: "https://shop.example",
  });
}

const SMTP = { SMTP_URL: "smtps://mail.example", MAIL_FROM: "Shop <a@shop.example>" };

Deno.test("a shop that is told no mail server sends no mail", () => {
  assert.deepEqual(open({}), { consumers: [], checks: {} });
});

Deno.test("a shop that is told a mail server must know who it is", () => {
  assert.deepEqual(open(SMTP).consumers.map(({ name }) => name), ["mail"]);
  assert.throws(() => open({ ...SMTP, MAIL_FROM: "" }), ConfigError);
});

Deno.test("staff have one address", () => {
  assert.throws(() => open({ ...SMTP, STAFF_EMAIL: "a@b.example, c@d.example" }), ConfigError);
});

import assert from "node:assert/strict";
import { ConfigError, readConfig } from "../../kit/config.ts";
import { openDatabase } from "../../kit/database.ts";
import { mailSettings } from "../../kit/mail/smtp_url.ts";
import { Secrets } from "../secrets.ts";
import { openUserMail } from "./config.ts";

function open(env: Record<string, string>) {
  const database = openDatabase("postgres://localhost", { name: "never-connected" });
  const config = readConfig(mailSettings, (name) => env[name]);
  return openUserMail(database, new Secrets(new Uint8Array(32)), {
    ...config,
    PUBLIC_ORIGIN: "https://shop.example",
  });
}

const SMTP = { SMTP_URL: "smtps://mail.example", MAIL_FROM: "Shop <a@shop.example>" };

Deno.test("accounts of a shop that is told no mail server are sent no mail", () => {
  assert.deepEqual(open({}), { consumers: [], checks: {} });
});

Deno.test("a shop that is told a mail server must know who it is", () => {
  assert.deepEqual(open(SMTP).consumers.map(({ name, types }) => [name, types]), [["mail", ["user.mail"]]]);
  assert.throws(() => open({ ...SMTP, MAIL_FROM: "" }), ConfigError);
});

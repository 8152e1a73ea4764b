import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { createLog } from "../kit/log.ts";
import { openMailer } from "../kit/mail/mailer.ts";
import { parseSmtpUrl } from "../kit/mail/smtp_url.ts";
import type { MailStore } from "./mail_store.ts";
import { takeMail } from "./take_mail.ts";

const NEVER = new AbortController().signal;
const MAIL = { to: "ada@example.com", subject: "Hello", text: "Hello", html: "<p>Hello</p>" };
const from = { name: "", address: "shop@example.com" };

async function smtp(add: MailStore["add"]) {
  const log = createLog({ process: "mailbox", sink: () => {} });
  const server = await takeMail({ add, list: () => [], read: () => Promise.resolve(undefined) }, 0, log);
  const mailer = openMailer(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`)!, from);
  return {
    ...server,
    mailer,
    async [Symbol.asyncDispose]() {
      mailer.close();
      await server.close();
    },
  };
}

Deno.test("a mail is kept with its envelope", async () => {
  const kept: unknown[] = [];
  await using server = await smtp((raw, envelope) => {
    kept.push({ ...envelope, has: new TextDecoder().decode(raw).includes("Subject: Hello\r\n") });
    return Promise.resolve({ id: "1", at: new Date(), ...envelope, subject: "" });
  });
  await server.mailer.send(MAIL, "1", NEVER);
  assert.deepEqual(kept, [{ from: "shop@example.com", to: ["ada@example.com"], has: true }]);
});

Deno.test("a mail that could not be kept was not taken, and may come again", async () => {
  await using server = await smtp(() => Promise.reject(new Error("the disk is full")));
  await assert.rejects(server.mailer.send(MAIL, "1", NEVER), { responseCode: 451 });
});

Deno.test("a mail that is too large is refused and not kept", async () => {
  let kept = 0;
  await using server = await smtp((_raw, envelope) => {
    kept++;
    return Promise.resolve({ id: "1", at: new Date(), ...envelope, subject: "" });
  });
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "data"); // the greeting
  const answers = text(socket);
  socket.write("EHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
  socket.write(`Subject: large\r\n\r\n${"x".repeat(1000)}\r\n`.padEnd(11 * 1024 * 1024, `${"y".repeat(998)}\r\n`));
  socket.write("\r\n.\r\nQUIT\r\n");
  assert.match(await answers, /^552 /m);
  assert.equal(kept, 0);
});

Deno.test("only this machine is listened to", async () => {
  await using server = await smtp(() => Promise.reject(new Error("not here")));
  for (
    const { address } of Deno.networkInterfaces().filter(({ family, address }) =>
      family === "IPv4" && !address.startsWith("127.")
    )
  ) {
    await assert.rejects(Deno.connect({ hostname: address, port: server.port }));
  }
});

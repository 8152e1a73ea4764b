import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type Mail, MailRefused } from "./mail.ts";
import { type Mailer, openMailer } from "./mailer.ts";
import { parseSmtpUrl } from "./smtp_url.ts";
import { startSmtpSink } from "./testing/smtp_sink.ts";

const FROM = { name: "Café Flow", address: "orders@shop.example" };
const MAIL: Mail = { to: "ada@example.com", subject: "Grüße £5", text: "Plain £5\n.\nend", html: "<p>Rich £5</p>" };
const NEVER = new AbortController().signal;

function mailerTo(url: string): Mailer & Disposable {
  const mailer = openMailer(parseSmtpUrl(url)!, FROM);
  return Object.assign(mailer, { [Symbol.dispose]: () => mailer.close() });
}

Deno.test("send() hands over a mail of HTML and text, with an id that stays the same", async () => {
  await using sink = await startSmtpSink();
  using mailer = mailerTo(`smtp://127.0.0.1:${sink.port}`);
  await mailer.send(MAIL, "event-1", NEVER);
  await mailer.send(MAIL, "event-1", NEVER);
  const [first, second] = sink.mails;
  assert.deepEqual(first!.to, ["ada@example.com"]);
  assert.equal(first!.from, "orders@shop.example");
  assert.equal(first!.subject, "Grüße £5");
  assert.equal(first!.text, "Plain £5\n.\nend\n");
  assert.match(first!.html!, /<p>Rich £5<\/p>/);
  const headers = Object.fromEntries(first!.headers.map(({ key, value }) => [key, value]));
  assert.equal(headers["auto-submitted"], "auto-generated");
  assert.match(headers["content-type"]!, /^multipart\/alternative/);
  assert.equal(first!.messageId, "<event-1@shop.example>");
  assert.equal(second!.messageId, first!.messageId);
  assert.equal(sink.connections, 1);
});

Deno.test("send() refuses what could become a header or a second recipient, and sends nothing", async () => {
  await using sink = await startSmtpSink();
  using mailer = mailerTo(`smtp://127.0.0.1:${sink.port}`);
  const wrong: Partial<Mail>[] = [
    { to: "ada@example.com, eve@example.com" },
    { to: "ada@example.com\r\nRCPT TO:<eve@example.com>" },
    { to: "Ada <ada@example.com>" },
    { subject: "Hello\r\nBcc: eve@example.com" },
    { subject: "Hello\nthere" },
  ];
  for (const part of wrong) await assert.rejects(mailer.send({ ...MAIL, ...part }, "1", NEVER), MailRefused);
  await assert.rejects(mailer.send(MAIL, "1>\r\nBcc: eve@example.com", NEVER), RangeError);
  assert.equal(sink.connections, 0);
});

Deno.test("a mailer knows whether its server answers at all", async () => {
  await using sink = await startSmtpSink();
  using mailer = mailerTo(`smtp://127.0.0.1:${sink.port}`);
  assert.ok(!mailer.isAway);
  await sink[Symbol.asyncDispose]();
  await assert.rejects(mailer.send(MAIL, "1", NEVER), /ECONNREFUSED|refused/);
  assert.ok(mailer.isAway);
  await using back = await startSmtpSink({ port: sink.port });
  back.refusal = 451;
  await assert.rejects(mailer.send(MAIL, "1", NEVER));
  assert.ok(!mailer.isAway, "a server that refuses a mail is there");
});

Deno.test("send() tells a refusal for good from one for now", async () => {
  await using sink = await startSmtpSink();
  using mailer = mailerTo(`smtp://127.0.0.1:${sink.port}`);
  sink.refusal = 550;
  await assert.rejects(
    mailer.send(MAIL, "1", NEVER),
    new MailRefused("Cannot send mail: the server refused it with 550"),
  );
  sink.refusal = 451;
  await assert.rejects(mailer.send(MAIL, "1", NEVER), (error) => !(error instanceof MailRefused));
  sink.refusal = undefined;
  await mailer.send(MAIL, "1", NEVER);
  assert.equal(sink.mails.length, 1);
});

Deno.test("send() fails while the server is away, and works once it is there", async () => {
  const sink = await startSmtpSink();
  const url = `smtp://localhost:${sink.port}`;
  using mailer = mailerTo(url);
  await mailer.send(MAIL, "1", NEVER);
  await sink[Symbol.asyncDispose]();
  await assert.rejects(mailer.send(MAIL, "2", NEVER), (error) => !(error instanceof MailRefused));
  await using again = await startSmtpSink({ port: sink.port });
  await mailer.send(MAIL, "2", NEVER);
  assert.deepEqual(again.mails.map(({ messageId }) => messageId), ["<2@shop.example>"]);
});

Deno.test("send() ends when told to, whatever the server does", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1"); // never says a word
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  using mailer = mailerTo(`smtp://127.0.0.1:${port}`);
  const stop = new AbortController();
  const sent = mailer.send(MAIL, "1", stop.signal);
  const [socket] = await once(server, "connection");
  stop.abort();
  await assert.rejects(sent, { name: "AbortError" });
  mailer.close();
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("send() gives nothing to a server elsewhere that has no TLS", async () => {
  await using sink = await startSmtpSink({
    host: "127.0.0.2",
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
  });
  using mailer = mailerTo(`smtp://ada:secret@127.0.0.2:${sink.port}`);
  await assert.rejects(mailer.send(MAIL, "1", NEVER), { code: "ETLS" });
  assert.equal(sink.mails.length, 0);
});

Deno.test("send() gives nothing to a server whose certificate nobody signed whom we know", async () => {
  for (const options of [{ secure: true }, { hideSTARTTLS: false }]) {
    await using sink = await startSmtpSink({ host: "127.0.0.2", ...options });
    using mailer = mailerTo(`${options.secure ? "smtps" : "smtp"}://127.0.0.2:${sink.port}`);
    await assert.rejects(mailer.send(MAIL, "1", NEVER), /certificate|UnknownIssuer|TLS/i);
    assert.equal(sink.mails.length, 0);
  }
});

Deno.test("send() logs in when it has a login, and does not tell the password when it is wrong", async () => {
  await using sink = await startSmtpSink({
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === "p@ss" ? done(null, { user: username }) : done(new Error("No such login")),
  });
  using right = mailerTo(`smtp://ada:p%40ss@127.0.0.1:${sink.port}`);
  await right.send(MAIL, "1", NEVER);
  assert.equal(sink.mails.length, 1);
  using wrong = mailerTo(`smtp://ada:hunter2@127.0.0.1:${sink.port}`);
  await assert.rejects(wrong.send(MAIL, "2", NEVER), (error) => {
    assert.ok(!(error instanceof MailRefused), "a login may be put right");
    assert.doesNotMatch(Deno.inspect(error, { depth: 9 }), /hunter2|aHVudGVyMg/);
    return true;
  });
});

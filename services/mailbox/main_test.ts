import assert from "node:assert/strict";
import { openMailer } from "../kit/mail/mailer.ts";
import { parseSmtpUrl } from "../kit/mail/smtp_url.ts";

const MAIN = new URL("main.ts", import.meta.url);
const NEVER = new AbortController().signal;

/** Runs the mailbox with just the permissions that the shop gives it. */
async function start(mails: string) {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--ignore-env",
      "--allow-env=PORT,SMTP_PORT,MAILS,LOG_FORMAT,LOG_LEVEL",
      "--allow-net=127.0.0.1",
      `--allow-read=${mails}`,
      `--allow-write=${mails}`,
      MAIN.pathname,
    ],
    env: { LOG_FORMAT: "text", PORT: "0", SMTP_PORT: "0", MAILS: mails },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  for await (const chunk of process.stdout.values({ preventCancel: true })) {
    said += new TextDecoder().decode(chunk);
    const [, port, smtpPort] = /\bport=(\d+) smtp_port=(\d+)/.exec(said) ?? [];
    if (port !== undefined) {
      return {
        web: `http://127.0.0.1:${port}`,
        mailer: openMailer(parseSmtpUrl(`smtp://127.0.0.1:${smtpPort}`)!, {
          name: "Shop",
          address: "shop@example.com",
        }),
        async stop(signal: Deno.Signal) {
          process.kill(signal);
          await process.stdout.cancel();
          return (await process.status).code;
        },
      };
    }
  }
  throw new Error(`Cannot test: the mailbox ended with "${said}"`);
}

Deno.test("the mailbox takes a mail, shows it, and has it still after it was killed", async () => {
  const mails = await Deno.makeTempDir();
  const first = await start(mails);
  const mail = { to: "ada@example.com", subject: "Grüße", text: "Hello £5", html: "<p>Hello £5</p>" };
  await first.mailer.send(mail, "event-1", NEVER);
  first.mailer.close();
  await first.stop("SIGKILL");

  const second = await start(mails);
  const { mails: [found, ...others] } = await (await fetch(`${second.web}/api/mails?to=ada@example.com`)).json();
  assert.deepEqual(others, []);
  const read = await (await fetch(`${second.web}/api/mails/${found.id}`)).json();
  assert.equal(read.subject, "Grüße");
  assert.equal(read.messageId, "<event-1@example.com>");
  assert.equal(read.text, "Hello £5\n");
  assert.match(await (await fetch(second.web)).text(), /Grüße/);
  second.mailer.close();
  assert.equal(await second.stop("SIGTERM"), 0);
  await Deno.remove(mails, { recursive: true });
});

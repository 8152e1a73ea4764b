import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { RegisterRequestSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { startSmtpSink, type SunkMail } from "../../kit/mail/testing/smtp_sink.ts";
import { isIdle } from "../../kit/outbox/testing/outbox.ts";
import { until } from "../../kit/testing/until.ts";
import { callOf, PASSWORD } from "../accounts/testing/accounts.ts";
import { makeToken } from "../one_time_tokens.ts";
import { addUser } from "../testing/add_user.ts";
import { queueMail, type UserMail } from "./queue_mail.ts";
import { type MailedAccounts, withMailedAccounts } from "./testing/mailed_accounts.ts";

const ADA = "ada@example.com";

async function register({ accounts }: MailedAccounts, displayName = "Ada"): Promise<void> {
  const request = create(RegisterRequestSchema, { email: ADA, password: PASSWORD, displayName });
  await accounts.handlers.register(request, callOf());
}

function tokenIn({ html, text }: SunkMail, path: string): string {
  const link = new RegExp(`https://shop\\.example${path}\\?token=([\\w-]+)`);
  const [inText, inHtml] = [link.exec(text!)?.[1], link.exec(html!)?.[1]];
  assert.equal(inText, inHtml);
  assert.ok(inText, text!);
  return inText;
}

Deno.test("who registers, forgets the password and comes back gets mails whose links work", () =>
  withMailedAccounts(async (mailed) => {
    await mailed.start();
    const { accounts } = mailed;
    await register(mailed);
    const [first] = await mailed.mails();
    assert.deepEqual([first!.to, first!.from, first!.subject], [
      [ADA],
      "hello@shop.example",
      "Confirm your address",
    ]);
    await accounts.verify(tokenIn(first!, "/verify-email"));
    await accounts.handlers.requestPasswordReset({ email: ADA } as never, callOf());
    const [, second] = await mailed.mails();
    await accounts.reset(tokenIn(second!, "/reset-password"), "another kettle of fish");
    assert.equal((await mailed.mails())[2]!.subject, "Your password was changed");
  }));

Deno.test("a stranger cannot have anything of their own written in our name", () =>
  withMailedAccounts(async (mailed) => {
    await mailed.start();
    const words = "win-at-evil.example";
    await register(mailed, words);
    await register(mailed, words);
    const mails = await mailed.mails();
    assert.deepEqual(mails.map(({ subject }) => subject), ["Confirm your address", "Choose your password"]);
    for (const mail of mails) assert.ok(!JSON.stringify(mail).includes(words));
  }));

Deno.test("a link that was replaced or used meanwhile is not mailed", () =>
  withMailedAccounts(async (mailed) => {
    const { accounts } = mailed;
    const { sink, database } = mailed;
    // Mails wait from here on, as while the server is away
    await database`insert into outbox_consumers (name, types) values ('mail', '{user.mail}')`;
    await accounts.register(ADA);
    await accounts.pass(2);
    await accounts.ask("resendVerification", ADA); // replaces the first
    await accounts.ask("requestPasswordReset", ADA);
    await accounts.verify((await accounts.mails(ADA))[1]!.token); // uses the second
    await mailed.start();
    await mailed.mails();
    assert.deepEqual(sink.mails.map(({ subject }) => subject), ["Choose a new password"]);
  }));

Deno.test("every mail can be written, and those about an account greet its owner", () =>
  withMailedAccounts(async (mailed) => {
    await mailed.start();
    const { database, secrets } = mailed;
    const { id: userId, displayName: name } = await addUser(database, { email: ADA, displayName: "Ada <b>" });
    const verify = await makeToken(database, secrets, { purpose: "verify_email", userId, email: ADA });
    const reset = await makeToken(database, secrets, { purpose: "reset_password", userId, email: ADA });
    const change = await makeToken(database, secrets, { purpose: "change_email", userId, email: ADA });
    const mails: [UserMail["kind"], string?][] = [
      ["verify_email", verify],
      ["already_registered", reset],
      ["reset_password", reset],
      ["choose_password", reset],
      ["change_email", change],
      ["email_changing"],
      ["email_taken"],
      ["password_changed"],
      ["second_factor_added"],
      ["second_factor_removed"],
      ["recovery_codes_low"],
      ["roles_changed"],
      ["export_ready"],
      ["account_erased"],
    ];
    for (const [kind, tokenId] of mails) {
      await queueMail(database, { kind, userId, to: ADA, name, ...(tokenId && { tokenId }) });
    }
    const sent = await mailed.mails();
    assert.equal(sent.length, mails.length);
    for (const [n, { html, text, subject }] of sent.entries()) {
      const isForAnybody = ["verify_email", "choose_password", "change_email"].includes(mails[n]![0]);
      assert.equal(text!.includes("Hello Ada <b>,"), !isForAnybody, subject!);
      assert.ok(!html!.includes("<b>"), subject!);
      assert.ok(html!.includes("Tea &amp; Co") && text!.includes("You get this because"), subject!);
    }
    tokenIn(sent[4]!, "/confirm-email");
  }));

Deno.test("a mail that is handed on again is not sent again, and nobody's address is kept", () =>
  withMailedAccounts(async (mailed) => {
    await mailed.start();
    await register(mailed);
    assert.equal((await mailed.mails()).length, 1);
    const { database } = mailed;
    await database`
      update outbox_deliveries set status = 'pending', attempts = 0, next_at = now(), owner = null where consumer = 'mail'`;
    assert.equal((await mailed.mails()).length, 1);
    const rows = await database`select kind, encode(recipient_hash, 'escape') as hash from mails`;
    assert.deepEqual(rows.map(({ kind }) => kind), ["verify_email"]);
    assert.ok(!rows[0]!.hash.includes("ada"));
  }));

Deno.test("mails wait while the server is away, and one that it refuses for good is a dead letter", () =>
  withMailedAccounts(async (mailed) => {
    await mailed.start();
    const { database, sink: { port } } = mailed;
    await mailed.sink[Symbol.asyncDispose]();
    await register(mailed);
    await until(async () => (await database`select from outbox_deliveries where attempts > 2`).length > 0);
    mailed.sink = await startSmtpSink({ port });
    assert.equal((await mailed.mails()).length, 1);
    mailed.sink.refusal = 550;
    await mailed.accounts.handlers.requestPasswordReset({ email: ADA } as never, callOf());
    await until(() => isIdle(database));
    const dead = await database`select error from outbox_deliveries where status = 'dead'`;
    assert.match(dead[0]!.error, /refused it with 550/);
  }));

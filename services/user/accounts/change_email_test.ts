import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { RequestEmailChangeRequestSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ConfirmEmailChangeRequestSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { signedIn } from "../testing/add_user.ts";
import type { UserRow } from "../user_row.ts";
import { callOf, DEVICE, type TestAccounts, withAccounts } from "./testing/accounts.ts";

const [ADA, EVE, NEW] = ["ada@example.com", "eve@example.com", "new@example.com"];
const expired = failsWith(ErrorCode.LINK_EXPIRED);

function ask({ handlers }: TestAccounts, user: UserRow, email: string) {
  const request = create(RequestEmailChangeRequestSchema, { email, device: DEVICE });
  return handlers.requestEmailChange(request, callOf(signedIn(user)));
}

function confirm({ handlers }: TestAccounts, token: string) {
  return handlers.confirmEmailChange(create(ConfirmEmailChangeRequestSchema, { token, device: DEVICE }), callOf());
}

Deno.test("an address changes once the link mailed to the new one is used; the present one is told before", () =>
  withAccounts(async (accounts) => {
    const before = await accounts.member(ADA);
    await ask(accounts, before, NEW);
    assert.deepEqual(await accounts.user(ADA), before);
    assert.equal((await accounts.mails(ADA)).at(-1)!.kind, "email_changing");
    const token = await accounts.token(NEW, "change_email");
    await confirm(accounts, token);
    const { emailVerifiedAt, ...after } = (await accounts.user(NEW))!;
    const { emailVerifiedAt: _, ...unchanged } = before;
    assert.ok(emailVerifiedAt);
    assert.deepEqual(after, { ...unchanged, email: NEW }); // its generation too: sessions go on
    assert.equal((await accounts.audit(before.id)).at(-1), "email.changed done");
    await assert.rejects(confirm(accounts, token), expired);
  }));

Deno.test("requestEmailChange() for an address that is taken tells its owner, and nobody else", () =>
  withAccounts(async (accounts) => {
    const [ada, bob] = [await accounts.member(ADA), await accounts.member("bob@example.com")];
    await accounts.member(EVE);
    assert.deepEqual(await ask(accounts, ada, EVE.toUpperCase()), await ask(accounts, bob, NEW));
    assert.deepEqual((await accounts.mails(EVE)).at(-1), { kind: "email_taken", name: "Ada", token: "" });
    assert.deepEqual(await accounts.mails(EVE.toUpperCase()), []);
    // What waits is shown alike, whichever address it is
    const waiting = await accounts.database`
      select user_id, email from one_time_tokens where purpose = 'change_email' and expires_at > now() order by email`;
    assert.deepEqual([...waiting], [{ user_id: ada.id, email: EVE.toUpperCase() }, { user_id: bob.id, email: NEW }]);
    assert.equal((await accounts.mails(ADA)).at(-1)!.kind, "email_changing");
  }));

Deno.test("of two who want an address at once, one has it", () =>
  withAccounts(async (accounts) => {
    const [ada, eve] = [await accounts.member(ADA), await accounts.member(EVE)];
    await Promise.all([ask(accounts, ada, NEW), ask(accounts, eve, NEW)]);
    const links = await accounts.mails(NEW);
    const results = await Promise.allSettled(links.map(({ token }) => confirm(accounts, token)));
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(refused.length, 1);
    expired(refused[0]!.reason);
    assert.equal((await accounts.database`select from users where email = ${NEW}`).length, 1);
  }));

Deno.test("requestEmailChange() refuses the present address, and too many", () =>
  withAccounts(async (accounts) => {
    const ada = await accounts.member(ADA);
    await assert.rejects(ask(accounts, ada, ADA.toUpperCase()), failsWith(ErrorCode.INVALID_ARGUMENT, "email"));
    const limited = failsWith(ErrorCode.RATE_LIMITED);
    for (let n = 0; n < 5; n++) {
      await ask(accounts, ada, `new${n}@example.com`);
      await assert.rejects(ask(accounts, ada, NEW), limited);
      await accounts.pass(2);
    }
    await assert.rejects(ask(accounts, ada, NEW), limited);
    await assert.rejects(confirm(accounts, await accounts.token("new0@example.com", "change_email")), expired);
    await confirm(accounts, await accounts.token("new4@example.com", "change_email"));
  }));

Deno.test("links that were mailed to the address before end with it, and stay so when it comes back", () =>
  withAccounts(async (accounts) => {
    const ada = await accounts.member(ADA);
    await ask(accounts, ada, NEW);
    await accounts.ask("requestPasswordReset", ADA);
    await confirm(accounts, await accounts.token(NEW, "change_email"));
    const token = await accounts.token(ADA, "reset_password");
    await assert.rejects(accounts.reset(token, "a thief's own"), expired);
    await accounts.database`update users set email = ${ADA}`;
    await assert.rejects(accounts.reset(token, "a thief's own"), expired);
  }));

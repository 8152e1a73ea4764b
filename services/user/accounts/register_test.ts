import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { RegisterRequestSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { until } from "../../kit/testing/until.ts";
import { callOf, PASSWORD, withAccounts } from "./testing/accounts.ts";

const ADA = "ada@example.com";
const OTHERS = "what a stranger chose";

Deno.test("register() makes an account that counts once the link mailed to it is used", () =>
  withAccounts(async (accounts) => {
    await accounts.register("Ada@Example.com", PASSWORD, " Ada ");
    const user = (await accounts.user(ADA))!;
    assert.equal(user.email, "Ada@Example.com");
    assert.equal(user.displayName, "Ada");
    assert.equal(user.emailVerifiedAt, null);
    assert.match(user.passwordHash!, /^\$argon2id\$/);
    const [mail, ...others] = await accounts.mails("Ada@Example.com");
    assert.deepEqual([mail!.kind, others], ["verify_email", []]);
    await accounts.verify(mail!.token);
    assert.ok((await accounts.user(ADA))!.emailVerifiedAt);
    assert.ok(await accounts.takes(ADA, PASSWORD));
    assert.deepEqual(await accounts.audit(user.id), ["user.registered done", "email.verified done"]);
  }));

Deno.test("register() keeps no password where somebody could read it, and nothing once it is carried out", () =>
  withAccounts(async (accounts) => {
    const { database, handlers } = accounts;
    const events = async () => JSON.stringify(await database`select payload from outbox_events`);
    const request = create(RegisterRequestSchema, { email: ADA, password: PASSWORD, displayName: "Ada" });
    await handlers.register(request, callOf());
    assert.ok(!/kettle|argon2/.test(await events()));
    await accounts.carryOut();
    const token = await accounts.token(ADA, "verify_email");
    assert.ok(!(await events()).includes(token), "the token of a link");
    const [{ payload }] = await database<[{ payload: unknown }]>`
      select payload from outbox_events where type = 'user.request'`;
    assert.deepEqual(payload, {});
  }));

Deno.test("register() refuses names and passwords, whoever has the address", () =>
  withAccounts(async (accounts) => {
    await accounts.member(ADA);
    for (const email of [ADA, "new@example.com"]) {
      for (const password of ["short", "password1", email]) {
        await assert.rejects(
          accounts.register(email, password),
          failsWith(ErrorCode.INVALID_ARGUMENT, "password"),
        );
      }
      for (const name of [" ", "a\nb"]) {
        await assert.rejects(
          accounts.register(email, PASSWORD, name),
          failsWith(ErrorCode.INVALID_ARGUMENT, "display_name"),
        );
      }
    }
    assert.equal(await accounts.user("new@example.com"), undefined);
  }));

Deno.test("register() tells the owner of a known address, and changes nothing", () =>
  withAccounts(async (accounts) => {
    const before = await accounts.member(ADA);
    await accounts.register(ADA.toUpperCase(), OTHERS, "Eve");
    assert.deepEqual(await accounts.user(ADA), before);
    assert.deepEqual((await accounts.mails(ADA)).map(({ kind, name }) => [kind, name]), [
      ["verify_email", "Ada"],
      ["already_registered", "Ada"],
    ]);
    await accounts.reset(await accounts.token(ADA, "already_registered"), "another kettle");
    assert.ok(await accounts.takes(ADA, "another kettle"));
  }));

Deno.test("a stranger's password counts for nothing, whether they register an address before its owner or after", async () => {
  for (const passwords of [[OTHERS, PASSWORD], [PASSWORD, OTHERS], [PASSWORD, OTHERS, PASSWORD]]) {
    await withAccounts(async (accounts) => {
      for (const password of passwords) {
        await accounts.register(ADA, password);
        await accounts.pass(2);
      }
      const links = await accounts.mails(ADA);
      assert.deepEqual(links.map(({ kind }) => kind), [
        "verify_email",
        ...passwords.slice(1).map(() => "choose_password"),
      ]);
      await accounts.verify(links[0]!.token); // whichever link the owner finds first
      for (const password of passwords) assert.ok(!await accounts.takes(ADA, password), password);
      await accounts.reset(await accounts.token(ADA, "choose_password"), "the owner's own");
      assert.ok(await accounts.takes(ADA, "the owner's own"));
    });
  }
});

Deno.test("an address that was registered twice is proved by the link that chooses its password", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    const first = await accounts.token(ADA, "verify_email");
    await accounts.register(ADA);
    await accounts.reset(await accounts.token(ADA, "choose_password"), "the owner's own");
    assert.ok((await accounts.user(ADA))!.emailVerifiedAt);
    await assert.rejects(accounts.verify(first), failsWith(ErrorCode.LINK_EXPIRED));
  }));

Deno.test("an account without a password gets a mail to choose one, even when none could be sent before", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    await accounts.register(ADA, OTHERS);
    await accounts.register(ADA, OTHERS); // too soon for a mail
    await accounts.pass(40); // the link to choose one is too old
    await accounts.verify(await accounts.token(ADA, "verify_email"));
    await accounts.reset(await accounts.token(ADA, "choose_password"), "the owner's own");
    assert.deepEqual((await accounts.mails(ADA)).map(({ kind }) => kind), [
      "verify_email",
      "choose_password",
      "choose_password",
      "password_changed",
    ]);
  }));

Deno.test("two who register an address at once make one account", () =>
  withAccounts(async (accounts) => {
    await Promise.all([accounts.register(ADA), accounts.register(ADA.toUpperCase())]);
    assert.equal((await accounts.database`select from users`).length, 1);
  }));

Deno.test("whoever registers an address while its owner proves it takes nothing from them", () =>
  withAccounts(async (accounts) => {
    await accounts.register(ADA);
    const proved = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const proving = transaction(accounts.database, async (tx) => {
      await tx`update users set email_verified_at = now()`;
      began.resolve();
      await proved.promise;
    });
    await began.promise;
    const registering = accounts.register(ADA, OTHERS);
    await until(async () => {
      const waiting = await accounts.database`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    proved.resolve();
    await Promise.all([proving, registering]);
    assert.ok(await accounts.takes(ADA, PASSWORD));
  }));

Deno.test("register() does nothing for an account that is disabled, or being erased", () =>
  withAccounts(async (accounts) => {
    for (const column of ["disabled_at", "erased_at"]) {
      const email = `${column}@example.com`;
      await accounts.member(email);
      await accounts.database`update users set ${accounts.database(column)} = now() where email = ${email}`;
      const before = await accounts.database`select * from users where email = ${email}`;
      await accounts.register(email, OTHERS);
      assert.deepEqual(await accounts.database`select * from users where email = ${email}`, before);
      assert.equal((await accounts.mails(email)).length, 1);
    }
  }));

import assert from "node:assert/strict";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { until } from "../../kit/testing/until.ts";
import { addUser, queuedMails } from "../testing/add_user.ts";
import type { UserRow } from "../user_row.ts";
import { pruneExports } from "./exports.ts";
import { customerName } from "./customers.ts";
import { withPrivacy } from "./testing/privacy_fixture.ts";

/** Fills all that an account may have. */
async function fill(database: Database, { id }: UserRow): Promise<void> {
  await database`update users set phone = '+441632960001', bio = 'I count', password_hash = 'HASH' where id = ${id}`;
  await database`
    insert into addresses (user_id, name, line1, line2, city, postal_code, country_code, region, phone, default_shipping,
      default_billing)
    values (${id}, 'Ada', '1 High Street', '', 'London', 'SW1Y 4JH', 'GB', '', '', true, true)`;
  await database`
    insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
    values (${id}, 'CREDENTIAL', 'KEY', 0, '{}', true, 'Laptop')`;
  await database`insert into totps (user_id, secret, confirmed_at) values (${id}, 'SECRET', now())`;
  await database`insert into recovery_codes (user_id, code_hash) values (${id}, 'CODE')`;
  await database`
    insert into one_time_tokens (user_id, purpose, token_hash, email, expires_at)
    values (${id}, 'change_email', 'TOKEN', 'new@example.com', now())`;
  await writeAudit(database, { workload: "edge", action: "sign_in.done", actorId: id, subject: id, ip: "192.0.2.1" });
}

Deno.test("an export has all that is known of a person, here and elsewhere, and no secret; its owner is told", () =>
  withPrivacy(async ({ database, requestExport, getExport, listExports, work, untilRun, customers }) => {
    const user = await addUser(database, { email: "ada@example.com" });
    const other = await addUser(database, { email: "other@example.com" });
    await fill(database, user);
    await writeAudit(database, { workload: "edge", action: "roles.set", actorId: user.id, subject: other.id });
    const { id, readyAt } = await requestExport(user);
    assert.equal(readyAt, undefined);
    await assert.rejects(getExport(user, id), failsWith(ErrorCode.WRONG_STATE));
    work();
    await untilRun(id, "done");
    const text = await getExport(user, id);
    const all = JSON.parse(text);
    assert.deepEqual(Object.keys(all), ["account", "addresses", "passkeys", "links", "exports", "events", "shop"]);
    assert.deepEqual([all.account.email, all.account.phone, all.account.bio], [
      "ada@example.com",
      "+441632960001",
      "I count",
    ]);
    assert.deepEqual([all.account.hasPassword, all.account.recoveryCodesLeft], [true, 1]);
    assert.ok(all.account.authenticatorSince);
    assert.deepEqual([all.addresses[0].line1, all.passkeys[0].name], ["1 High Street", "Laptop"]);
    assert.equal(all.links[0].email, "new@example.com");
    assert.deepEqual(all.events.map(({ action }: { action: string }) => action), [
      "export.requested",
      "roles.set",
      "sign_in.done",
    ]);
    assert.equal(all.events[2].ip, "192.0.2.1");
    assert.deepEqual(all.shop, { orders: [{ number: "SF-7K3QX9M2" }] });
    assert.deepEqual(customers.collected, [customerName(user)]);
    assert.doesNotMatch(text, /HASH|SECRET|KEY|CODE|TOKEN|CREDENTIAL/);
    assert.ok(!text.includes(other.id), "to whom staff did something is not theirs");
    assert.deepEqual(await queuedMails(database, user.id), [{ kind: "export_ready", to: "ada@example.com" }]);
    assert.ok((await listExports(user))[0]!.readyAt);
  }));

Deno.test("the data of an export is nowhere but in the export", () =>
  withPrivacy(async ({ database, requestExport, work, untilRun }) => {
    const user = await addUser(database);
    await fill(database, user);
    const { id } = await requestExport(user);
    work();
    await untilRun(id, "done");
    const steps = await database`select output::text from workflow_steps where run_id = ${id}`;
    assert.doesNotMatch(JSON.stringify(steps), /High Street|SF-7K3QX9M2/);
  }));

Deno.test("requestExport() collects one at a time, and one an hour", () =>
  withPrivacy(async ({ database, requestExport, listExports, work, untilRun, pass }) => {
    const user = await addUser(database);
    const [first, same] = await Promise.all([requestExport(user), requestExport(user)]);
    assert.equal(first!.id, same!.id);
    work();
    await pass(first!.id);
    await untilRun(first!.id, "done");
    await assert.rejects(requestExport(user), failsWith(ErrorCode.RATE_LIMITED));
    await requestExport(await addUser(database));
    await database`update exports set requested_at = requested_at - interval '61 minutes' where id = ${first!.id}`;
    const second = await requestExport(user);
    assert.deepEqual((await listExports(user)).map(({ id }) => id), [second.id, first!.id]);
    const audited = await database`select from audit where action = 'export.requested' and subject = ${user.id}`;
    assert.equal(audited.length, 2);
  }));

Deno.test("nobody gets or lists the export of another account", () =>
  withPrivacy(async ({ database, requestExport, getExport, listExports, work, untilRun }) => {
    const [ada, eve] = [await addUser(database), await addUser(database)];
    const { id } = await requestExport(ada);
    work();
    await untilRun(id, "done");
    await assert.rejects(getExport(eve, id), failsWith(ErrorCode.NOT_FOUND));
    assert.deepEqual(await listExports(eve), []);
  }));

Deno.test("an export waits for an order service that is away", () =>
  withPrivacy(async ({ database, requestExport, work, untilRun, customers }) => {
    const user = await addUser(database);
    customers.isAway = true;
    const { id } = await requestExport(user);
    work();
    await until(async () =>
      (await database`select from workflow_steps where run_id = ${id} and attempts > 1`).length > 0
    );
    customers.isAway = false;
    await untilRun(id, "done");
    assert.equal(customers.collected.length, 1);
  }));

Deno.test("nothing is collected or told of an account that was erased meanwhile", () =>
  withPrivacy(async ({ database, requestExport, erase, work, untilRun, customers }) => {
    const user = await addUser(database);
    const { id } = await requestExport(user);
    await erase(user);
    work();
    await untilRun(id, "done");
    assert.deepEqual(customers.collected, []);
    assert.equal((await database`select from exports`).length, 0);
    assert.ok(!(await queuedMails(database, user.id)).some(({ kind }) => kind === "export_ready"));
  }));

Deno.test("pruneExports() removes what was ready for a week", () =>
  withPrivacy(async ({ database, listExports }) => {
    const user = await addUser(database);
    await database`
      insert into exports (user_id, requested_at, ready_at, content)
      select ${user.id}, now() - interval '30 days', now() - make_interval(hours => hours), 'x'
      from unnest(array[167, 169, null]) as hours`;
    assert.equal(await pruneExports(database), 1);
    assert.equal((await listExports(user)).length, 2);
  }));

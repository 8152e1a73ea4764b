import assert from "node:assert/strict";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { until } from "../../kit/testing/until.ts";
import { Crash, mortal } from "../../kit/workflow/testing/mortal.ts";
import { profileHandlers } from "../profile/handlers.ts";
import { addUser, callOf, queuedMails } from "../testing/add_user.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import { readUser, readUserByEmail, type UserRow } from "../user_row.ts";
import { customerName } from "./customers.ts";
import { passTime, privacyProcess, TestCustomers, withPrivacy } from "./testing/privacy_fixture.ts";

const EMAIL = "ada@needle.example";

/** An account whose every text has "needle" in it. */
async function addNeedle(database: Database): Promise<UserRow> {
  const user = await addUser(database, { email: EMAIL, displayName: "Ada needle" });
  const { id } = user;
  await database`update users set bio = 'needle', phone = 'needle', password_hash = 'needle' where id = ${id}`;
  await database`
    insert into addresses (user_id, name, line1, line2, city, postal_code, country_code, region, phone, default_shipping,
      default_billing)
    values (${id}, 'needle', 'needle', '', '', '', 'GB', '', '', true, true)`;
  await database`
    insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
    values (${id}, 'needle', '', 0, '{}', true, 'needle')`;
  await database`insert into totps (user_id, secret) values (${id}, '')`;
  await database`insert into recovery_codes (user_id, code_hash) values (${id}, '')`;
  await database`
    insert into one_time_tokens (user_id, purpose, token_hash, email, expires_at)
    values (${id}, 'reset_password', '', ${EMAIL}, now() + interval '1 hour')`;
  await database`insert into exports (user_id, ready_at, content) values (${id}, now() - interval '2 hours', 'needle')`;
  return user;
}

/** Where in the whole database something of the account is left: tables that have its texts, or rows of its own. */
async function placesOf(database: Database, { id }: UserRow): Promise<string[]> {
  const tables = await database<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`;
  const places: string[] = [];
  for (const { name } of tables) {
    const isLeft = name === "users"
      ? database`row_to_json(t)::text like '%needle%'`
      : database`(row_to_json(t)::text like '%needle%' or row_to_json(t)->>'user_id' = ${id})`;
    if ((await database`select from ${database(name)} as t where ${isLeft} limit 1`).length > 0) places.push(name);
  }
  return places;
}

/** As a relay does: all mails were sent. */
async function sendMails(database: Database): Promise<void> {
  await database`update outbox_events set dispatched_at = now(), deliveries = 0`;
}

Deno.test("eraseAccount() takes the person out at once, ends all sessions and tells the address that was theirs", () =>
  withPrivacy(async ({ database, erase, sessions }) => {
    const user = await addNeedle(database);
    const other = await addUser(database, { email: "needle@other.example" });
    await erase(user);
    assert.equal(await readUser(database, user.id), undefined);
    assert.equal(await readUserByEmail(database, EMAIL), undefined);
    const [row] = await database`select email, generation, erased_at as "erasedAt" from users where id = ${user.id}`;
    assert.deepEqual([row!.email, row!.generation], [`erased-${user.id}@invalid`, 2]);
    assert.ok(row!.erasedAt);
    assert.deepEqual(sessions.forgotten, [user.id]);
    assert.deepEqual(await queuedMails(database, user.id), [{ kind: "account_erased", to: EMAIL }]);
    const [audited] = await database`select actor_id as actor, ip from audit where subject = ${user.id}`;
    assert.deepEqual({ ...audited }, { actor: user.id, ip: "192.0.2.1" });
    await database`update users set email = 'x' where id = ${other.id}`;
    // What ended its sessions names the account; the mail is still to be sent
    assert.deepEqual(await placesOf(database, user), ["outbox_events", "revocations"]);
    await addUser(database, { email: EMAIL });
  }));

Deno.test("nobody acts for an account that is erased, though a token of it may be good for a moment", () =>
  withPrivacy(async ({ database, erase, requestExport, listExports }) => {
    const user = await addUser(database);
    await erase(user);
    const { updateProfile, saveAddress } = profileHandlers({ database });
    const address = {
      name: "A",
      line1: "L",
      line2: "",
      city: "C",
      postalCode: "SW1Y 4JH",
      countryCode: "GB",
      region: "",
    };
    for (
      const act of [
        () => erase(user),
        () => requestExport(user),
        () => listExports(user),
        () => updateProfile({ displayName: "Ada", phone: "", bio: "" } as never, callOf(user)),
        () => saveAddress({ address: { ...address, id: "", phone: "" } } as never, callOf(user)),
      ]
    ) {
      await assert.rejects(act, failsWith(ErrorCode.UNAUTHENTICATED));
    }
  }));

Deno.test("eraseAccount() refuses staff, and changes nothing then", () =>
  withPrivacy(async ({ database, erase, sessions }) => {
    const user = await addUser(database, { roles: ["support"] });
    await assert.rejects(erase(user), failsWith(ErrorCode.WRONG_STATE));
    assert.deepEqual(await readUser(database, user.id), user);
    assert.deepEqual(sessions.forgotten, []);
    assert.equal((await database`select from workflow_runs`).length, 0);
  }));

Deno.test("an erasure goes on in the order service, again once no token can be good, and leaves nothing here", () =>
  withPrivacy(async ({ database, erase, customers, work, untilRun, pass }) => {
    const user = await addNeedle(database);
    await erase(user);
    await sendMails(database);
    work();
    await untilRun(user.id, "waiting");
    const customer = customerName(user);
    assert.deepEqual(customers.erased, [customer]);
    const [run] = await database<{ seconds: number }[]>`
      select extract(epoch from run_at - created_at)::float8 as seconds from workflow_runs where id = ${user.id}`;
    assert.ok(run!.seconds >= 300, `${run!.seconds}`);
    await pass(user.id);
    await untilRun(user.id, "done");
    assert.deepEqual(customers.erased, [customer, customer]);
    assert.deepEqual(await placesOf(database, user), ["revocations"]);
    const audited = await database<{ actor: string | null; details: unknown }[]>`
      select actor_id as actor, details from audit where action = 'account.erased' order by id`;
    assert.deepEqual(audited.map((each) => ({ ...each })), [
      { actor: user.id, details: {} },
      { actor: null, details: { all: true } },
    ]);
  }));

Deno.test("an erasure waits a day at a time for an order that is not finished, for as long as it takes", () =>
  withPrivacy(async ({ database, erase, customers, work, untilRun, pass }) => {
    const user = await addUser(database);
    customers.hasOpenOrder = true;
    await erase(user);
    work();
    for (let day = 1; day <= 30; day++) {
      await until(() => customers.refusals === day);
      await untilRun(user.id, "waiting");
      const [run] = await database<{ hours: number }[]>`
        select round(extract(epoch from run_at - updated_at) / 3600)::int as hours from workflow_runs where id = ${user.id}`;
      assert.equal(run!.hours, 24);
      await pass(user.id);
    }
    customers.hasOpenOrder = false;
    await pass(user.id);
    await until(() => customers.erased.length === 1);
    await untilRun(user.id, "waiting");
    await pass(user.id);
    await untilRun(user.id, "done");
  }));

Deno.test("an erasure waits for an order service that is away", () =>
  withPrivacy(async ({ database, erase, customers, work, untilRun }) => {
    const user = await addUser(database);
    customers.isAway = true;
    await erase(user);
    work();
    await until(async () =>
      (await database`select from workflow_steps where run_id = ${user.id} and attempts > 1`).length > 0
    );
    customers.isAway = false;
    await untilRun(user.id, "waiting");
    assert.equal(customers.erased.length, 1);
  }));

Deno.test("an erasure is finished, and recorded once, at whichever step its process dies", () =>
  withUserDatabase(async (database, url) => {
    const customers = new TestCustomers();
    let death = 0;
    for (let wasKilled = true; wasKilled; death++) {
      const user = await addUser(database);
      await privacyProcess(database, customers).erase(user);
      wasKilled = await live(database, url, user.id, death);
      if (wasKilled) await live(database, url, user.id, Infinity);
      const records = await database`
        select from audit where subject = ${user.id} and action = 'account.erased' and workload = 'user'`;
      assert.equal(records.length, 1, `after a death at point ${death}`);
      assert.ok(customers.erased.some(({ customerId }) => customerId === user.id));
    }
    assert.ok(death > 8, `it died at ${death - 1} points`);

    /** One process, which dies at the debug point of that number; false when it finished the run before. */
    async function live(database: Database, url: string, id: string, death: number): Promise<boolean> {
      const process = mortal(url);
      const dead = Promise.withResolvers<void>();
      let [points, isDead, isDone] = [0, false, false];
      const at = () => {
        if (!isDead && ++points <= death) return;
        isDead = true;
        void process.die().then(dead.resolve, dead.reject);
        throw new Crash("Cannot go on: the process died");
      };
      const { engine } = privacyProcess(process.database, customers, { at });
      const stop = new AbortController();
      await database`update workflow_runs set run_at = now() where id = ${id} and status = 'ready'`; // the lease of the dead
      const working = engine.run(stop.signal);
      await until(async () => {
        await passTime(database, id);
        const [run] = await database<{ status: string }[]>`select status from workflow_runs where id = ${id}`;
        isDone = run!.status === "done";
        return isDead || isDone;
      });
      stop.abort();
      await working;
      if (isDead) await dead.promise;
      else await process.die();
      return isDead;
    }
  }));

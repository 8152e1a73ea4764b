import assert from "node:assert/strict";
import { hash } from "@node-rs/argon2";
import { ShopError } from "../../kit/errors.ts";
import { until } from "../../kit/testing/until.ts";
import { queuedMails } from "../testing/add_user.ts";
import { HOME, type IdentitySite, PASSWORD, withIdentitySite } from "./testing/identity_site.ts";

/** What a caller can see of a refusal. */
async function refusalOf(signingIn: Promise<unknown>) {
  try {
    await signingIn;
  } catch (error) {
    if (error instanceof ShopError) return { code: error.codeName, message: error.message, details: error.details };
    throw error;
  }
  throw new Error("Cannot tell of a refusal: it was not refused");
}

/** Tries that do not get in each other's way. */
async function refusalsOf(site: IdentitySite, tries: readonly (readonly [email: string, password: string])[]) {
  const refusals = [];
  for (const [n, [email, password]] of tries.entries()) {
    refusals.push(await refusalOf(site.signIn(email, password, { ...HOME, ip: `192.0.2.${n}` })));
  }
  return refusals;
}

Deno.test("signIn() gives a session to the right password, whatever the case of the address", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const principal = await site.read(await site.begin("ADA@example.com"));
    assert.equal(principal.userId, userId);
    assert.equal(principal.secondFactor, false);
    const again = await site.read(await site.begin());
    assert.notEqual(again.sessionId, principal.sessionId);
    const [entry] = await site.database`select * from audit where action = 'sign_in.done' order by id`;
    assert.deepEqual(
      [entry?.actor_id, entry?.subject, entry?.session_id, entry?.ip, entry?.user_agent, entry?.workload],
      [userId, userId, principal.sessionId, HOME.ip, HOME.userAgent, "edge"],
    );
  }));

Deno.test("signIn() says the same to whatever is wrong", () =>
  withIdentitySite(async (site) => {
    await site.makeAccount();
    await site.makeAccount({ email: "unverified@example.com", isVerified: false });
    await site.makeAccount({ email: "passwordless@example.com", password: null });
    const disabled = await site.makeAccount({ email: "disabled@example.com" });
    const erased = await site.makeAccount({ email: "erased@example.com" });
    await site.database`update users set disabled_at = now() where id = ${disabled}`;
    await site.database`update users set erased_at = now() where id = ${erased}`;
    const refusals = await refusalsOf(site, [
      ["nobody@example.com", PASSWORD],
      ["ada@example.com", `${PASSWORD} `],
      ["ada@example.com", PASSWORD.toUpperCase()],
      ["unverified@example.com", PASSWORD],
      ["passwordless@example.com", PASSWORD],
      ["disabled@example.com", PASSWORD],
      ["erased@example.com", PASSWORD],
      ["' or true --", PASSWORD],
      ["ada@example.com\0", PASSWORD],
      ["no address", "\0"],
    ]);
    for (const refusal of refusals) assert.deepEqual(refusal, refusals[0]);
    assert.equal(refusals[0]!.code, "SIGN_IN_REFUSED");
  }));

Deno.test("signIn() keeps refusals in the audit log, and nothing of what was typed", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    await refusalsOf(site, [["nobody@example.com", "secret one"], ["ada@example.com", "secret two"]]);
    const rows = await site.database`select * from audit order by id`;
    assert.deepEqual(
      rows.map(({ action, subject, outcome, ip }) => ({ action, subject, outcome, ip })),
      [
        { action: "sign_in.refused", subject: "", outcome: "SIGN_IN_REFUSED", ip: "192.0.2.0" },
        { action: "sign_in.refused", subject: userId, outcome: "SIGN_IN_REFUSED", ip: "192.0.2.1" },
      ],
    );
    const written = JSON.stringify(rows, (_, value) => typeof value === "bigint" ? `${value}` : value);
    assert.doesNotMatch(written, /secret|nobody|example\.com/);
  }));

Deno.test("signIn() has the link mailed again to an owner who has not proved the address, and to nobody else, not too often", () =>
  withIdentitySite(async (site) => {
    const ada = await site.makeAccount({ isVerified: false });
    const bob = await site.makeAccount({ email: "bob@example.com", isVerified: false });
    const kinds = async (userId: string) => (await queuedMails(site.database, userId)).map(({ kind }) => kind);
    await refusalsOf(site, [["ada@example.com", "wrong password"], ["ada@example.com", "another wrong one"]]);
    for (let n = 0; n < 3; n++) await refusalOf(site.signIn("bob@example.com"));
    await until(async () => (await kinds(bob)).length > 0);
    await refusalOf(site.signIn("bob@example.com"));
    assert.deepEqual(await kinds(bob), ["verify_email"]);
    assert.deepEqual(await kinds(ada), []);
  }));

Deno.test("signIn() hashes a right password anew when its hash is of other parameters, and only then", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const stored = async () => {
      const [row] = await site.database<
        [{ hash: string }]
      >`select password_hash as hash from users where id = ${userId}`;
      return row.hash;
    };
    const current = await stored();
    await site.begin();
    assert.equal(await stored(), current);
    const weak = await hash(PASSWORD, { memoryCost: 8 * 1024, timeCost: 1, parallelism: 1 });
    await site.database`update users set password_hash = ${weak} where id = ${userId}`;
    await refusalOf(site.signIn("ada@example.com", "wrong password"));
    assert.equal(await stored(), weak);
    await site.begin();
    assert.match(await stored(), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await site.begin();
  }));

Deno.test("signIn() looks at no password after too many failures, of an account or of none alike", () =>
  withIdentitySite(async (site) => {
    await site.makeAccount();
    const codes = [];
    for (const email of ["ada@example.com", "nobody@example.com"]) {
      for (let n = 0; n < 7; n++) {
        codes.push((await refusalOf(site.signIn(email, n < 5 ? "wrong password" : PASSWORD))).code);
      }
    }
    const each = [...Array<string>(5).fill("SIGN_IN_REFUSED"), "RATE_LIMITED", "RATE_LIMITED"];
    assert.deepEqual(codes, [...each, ...each]);
    await site.makeAccount({ email: "bob@example.com" });
    await site.begin("bob@example.com");
  }));

Deno.test("signIn() knows no way to write an address that its limits do not know", () =>
  withIdentitySite(async (site) => {
    await site.makeAccount({ email: "mick@example.com" });
    assert.equal((await site.signIn("MICK@example.com")).case, "session");
    assert.equal((await site.signIn("MIC\u212A@example.com")).case, "session"); // the sign of kelvin is k for all
    // PostgreSQL has it be i, and JavaScript two characters
    assert.equal((await refusalOf(site.signIn("M\u0130CK@example.com"))).code, "SIGN_IN_REFUSED");
  }));

Deno.test("signIn() charges no try that could not be decided", () =>
  withIdentitySite(async (site) => {
    await site.makeAccount();
    await site.database`alter table audit rename to audit_away`;
    for (let n = 0; n < 7; n++) await assert.rejects(site.signIn("ada@example.com", "wrong password"), /audit/);
    await site.database`alter table audit_away rename to audit`;
    await site.begin();
  }));

/** How long each kind of try takes: what disturbs one makes it longer, never shorter, so the quarter disturbed least counts. */
async function timesOf(
  site: IdentitySite,
  tries: readonly (readonly [email: string, password: string])[],
  round: number,
) {
  const times = tries.map(() => [] as number[]);
  for (let n = 0; n < 20; n++) {
    for (const [kind, [email, password]] of tries.entries()) {
      const device = { ...HOME, ip: `2001:db8:${round}${n}:${kind}::1` };
      const started = performance.now();
      await refusalOf(site.signIn(email, password, device));
      times[kind]!.push(performance.now() - started);
    }
  }
  return times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 4)]!);
}

Deno.test("signIn() takes as long for an address without an account as for a wrong password", () =>
  withIdentitySite(async (site) => {
    await site.makeAccount();
    await site.makeAccount({ email: "unverified@example.com", isVerified: false });
    const tries = [
      ["ada@example.com", "wrong password"],
      ["nobody@example.com", "wrong password"],
      ["unverified@example.com", PASSWORD],
    ] as const;
    // A busy machine makes one round differ now and then, and never three. An answer that tells differs in each.
    const rounds: number[][] = [];
    for (let round = 0; round < 3; round++) {
      const times = await timesOf(site, tries, round);
      rounds.push(times);
      if (Math.max(...times) < 1.5 * Math.min(...times)) return;
      site.now += 60 * 60_000;
    }
    assert.fail(`Times differ: ${rounds.map((times) => times.map((ms) => `${ms.toFixed(1)} ms`).join()).join("; ")}`);
  }));

import assert from "node:assert/strict";
import { pruneUnproved } from "./prune_unproved.ts";
import { withAccounts } from "./testing/accounts.ts";

Deno.test("pruneUnproved() removes whom nobody proved for thirty days, and nobody else", () =>
  withAccounts(async (accounts) => {
    const { database } = accounts;
    const kept = ["proved", "given-a-role", "disabled", "asked-lately"].map((name) => `${name}@example.com`);
    for (const email of [...kept, "stranger@example.com"]) await accounts.register(email);
    await database`update users set email_verified_at = now() where email like 'proved@%'`;
    await database`update users set roles = '{support}' where email like 'given-a-role@%'`;
    await database`update users set disabled_at = now() where email like 'disabled@%'`;
    const age = async (days: number) => {
      await database`update users set created_at = created_at - make_interval(days => ${days})`;
      await accounts.pass(days * 24 * 60);
    };
    await age(29);
    await accounts.ask("resendVerification", "asked-lately@example.com");
    assert.equal(await pruneUnproved(database), 0);
    await age(2);
    assert.equal(await pruneUnproved(database), 1);
    const left = await database<{ email: string }[]>`select email from users order by email`;
    assert.deepEqual(left.map(({ email }) => email), kept.toSorted());
    await accounts.member("stranger@example.com"); // the address is free again
  }));

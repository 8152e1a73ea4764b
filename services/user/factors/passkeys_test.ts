import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  BeginPasskeyRequestSchema,
  DeletePasskeyRequestSchema,
  DisableTotpRequestSchema,
  FinishPasskeyRequestSchema,
  FinishPasskeyResponseSchema,
  RenamePasskeyRequestSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { Authenticator, type Deviation } from "../sign_in/testing/authenticator.ts";
import { HOME, type IdentitySite, ORIGIN, withIdentitySite } from "../sign_in/testing/identity_site.ts";
import { queuedMails } from "../testing/add_user.ts";
import { listPasskeys } from "./passkey_row.ts";

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}

async function begin(site: IdentitySite, call: Call): Promise<string> {
  return (await site.account.beginPasskey(create(BeginPasskeyRequestSchema), call)).optionsJson!;
}

async function finish(site: IdentitySite, call: Call, passkeyJson: string, name = "Telephone") {
  const request = create(FinishPasskeyRequestSchema, { passkeyJson, name, device: HOME });
  return create(FinishPasskeyResponseSchema, await site.account.finishPasskey(request, call));
}

/** Makes passkeys of an account. @returns their ids */
async function makePasskeys(site: IdentitySite, call: Call, count: number): Promise<string[]> {
  for (let n = 0; n < count; n++) await site.enrolPasskey(call);
  return (await listPasskeys(site.database, call.principal!.userId)).map(({ id }) => id);
}

function remove(site: IdentitySite, call: Call, id: string) {
  return site.account.deletePasskey(create(DeletePasskeyRequestSchema, { id, device: HOME }), call);
}

Deno.test("finishPasskey() keeps a passkey that signs in alone; the first comes with recovery codes", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const session = await site.begin();
    const call = await site.as(session);
    const options = await begin(site, call);
    const { rp, user, attestation, authenticatorSelection, excludeCredentials } = JSON.parse(options);
    assert.deepEqual(rp, { name: "ShopFlow", id: "shop.example" });
    assert.deepEqual([user.name, user.displayName, attestation], ["ada@example.com", "Ada", "none"]);
    assert.equal(authenticatorSelection.residentKey, "required");
    assert.equal(authenticatorSelection.userVerification, "required");
    assert.deepEqual(excludeCredentials, []);
    const authenticator = new Authenticator(ORIGIN);
    const { passkey, recoveryCodes } = await finish(site, call, authenticator.create(options), " Telephone ");
    assert.equal(passkey!.name, "Telephone");
    assert.equal(passkey!.synced, false);
    assert.equal(recoveryCodes.length, 10);
    assert.equal((await site.read(await site.refresh(session))).secondFactor, true);
    const next = await begin(site, call);
    assert.deepEqual(JSON.parse(next).excludeCredentials.map(({ id }: { id: string }) => id), [authenticator.id]);
    assert.deepEqual((await finish(site, call, new Authenticator(ORIGIN).create(next))).recoveryCodes, []);
    assert.deepEqual(await site.audited(userId), ["sign_in.done", "passkey.added", "passkey.added"]);
    assert.deepEqual((await queuedMails(site.database, userId)).map(({ kind }) => kind), [
      "second_factor_added",
      "second_factor_added",
    ]);
  }));

const WRONG: Record<string, Deviation> = {
  "of another origin": { origin: "http://shop.example" },
  "for another site": { rpId: "evil.example" },
  "that was not unlocked": { isUserVerified: false },
  "to another challenge": { challenge: "AAAA" },
};
for (const [what, deviation] of Object.entries(WRONG)) {
  Deno.test(`finishPasskey() refuses an answer ${what}`, () =>
    withIdentitySite(async (site) => {
      const call = await site.ownerOf(await site.makeAccount());
      const answer = new Authenticator(ORIGIN).create(await begin(site, call), deviation);
      await assert.rejects(finish(site, call, answer), failsWith(ErrorCode.INVALID_ARGUMENT));
      assert.equal((await site.database`select from passkeys`).length, 0);
    }));
}

Deno.test("finishPasskey() takes a challenge once, in the session that asked", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const [call, other] = [await site.ownerOf(userId), await site.ownerOf(userId)];
    const answer = new Authenticator(ORIGIN).create(await begin(site, call));
    await assert.rejects(finish(site, other, answer), failsWith(ErrorCode.LINK_EXPIRED));
    await finish(site, call, answer);
    await assert.rejects(finish(site, call, answer), failsWith(ErrorCode.LINK_EXPIRED));
  }));

Deno.test("finishPasskey() refuses what is no answer, a name that cannot be shown, and another account's passkey", () =>
  withIdentitySite(async (site) => {
    const call = await site.ownerOf(await site.makeAccount());
    const bob = await site.ownerOf(await site.makeAccount({ email: "bob@example.com" }));
    const authenticator = new Authenticator(ORIGIN);
    await finish(site, bob, authenticator.create(await begin(site, bob)));
    const invalid = failsWith(ErrorCode.INVALID_ARGUMENT);
    for (
      const json of [
        "",
        "null",
        "{}",
        '{"id":1}',
        '{"response":{"transports":[{}]}}',
        '{"response":{"transports":[null]}}',
        '{"response":{"transports":"x"}}',
      ]
    ) {
      await begin(site, call);
      await assert.rejects(finish(site, call, json), invalid, json);
    }
    const options = await begin(site, call);
    await assert.rejects(finish(site, call, authenticator.create(options), "a\nb"), invalid);
    await assert.rejects(finish(site, call, authenticator.create(options)), failsWith(ErrorCode.WRONG_STATE));
    assert.equal((await listPasskeys(site.database, call.principal!.userId)).length, 0);
  }));

Deno.test("finishPasskey() keeps ten at most, also when two come at once", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    await makePasskeys(site, await site.ownerOf(userId), 9);
    const sessions = [await site.ownerOf(userId), await site.ownerOf(userId)];
    const calls = sessions.map((call) => ({ ...call, principal: { ...call.principal!, secondFactor: true } }));
    const results = await Promise.allSettled(calls.map((call) => site.enrolPasskey(call)));
    const failed = results.filter((result) => result.status === "rejected");
    assert.equal(failed.length, 1);
    assert.ok(failsWith(ErrorCode.WRONG_STATE)(failed[0]!.reason));
  }));

Deno.test("renamePasskey() and deletePasskey() touch no passkey of another account", () =>
  withIdentitySite(async (site) => {
    const ada = await site.ownerOf(await site.makeAccount());
    const bob = await site.ownerOf(await site.makeAccount({ email: "bob@example.com" }));
    const [id] = await makePasskeys(site, bob, 1);
    const rename = (name: string) => create(RenamePasskeyRequestSchema, { id: id!, name });
    await assert.rejects(site.account.renamePasskey(rename("Mine"), ada), failsWith(ErrorCode.NOT_FOUND));
    await remove(site, ada, id!);
    const { passkey } = await site.account.renamePasskey(rename(" Key "), bob);
    assert.equal(passkey!.name, "Key");
    await assert.rejects(site.account.renamePasskey(rename("\0"), bob), failsWith(ErrorCode.INVALID_ARGUMENT));
    assert.deepEqual(await queuedMails(site.database, ada.principal!.userId), []);
    await remove(site, bob, id!);
    assert.deepEqual(await site.audited(bob.principal!.userId), ["passkey.added", "passkey.removed"]);
    assert.equal((await site.database`select from recovery_codes`).length, 0);
  }));

Deno.test("deletePasskey() leaves staff a second factor, also when the last two are removed at once", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount({ roles: ["support"] });
    const call = await site.ownerOf(userId);
    const left = async () => (await listPasskeys(site.database, userId)).length;
    const ids = await makePasskeys(site, call, 2);
    const results = await Promise.allSettled(ids.map((id) => remove(site, call, id)));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal(await left(), 1);
    await site.enrolTotp(call);
    const [last] = await listPasskeys(site.database, userId);
    const both = await Promise.allSettled([
      remove(site, call, last!.id),
      site.account.disableTotp(create(DisableTotpRequestSchema), call),
    ]);
    assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await site.signIn()).case, "secondFactor");
  }));

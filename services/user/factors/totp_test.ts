import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { Buffer } from "node:buffer";
import {
  BeginPasskeyRequestSchema,
  BeginTotpRequestSchema,
  ConfirmTotpRequestSchema,
  DeletePasskeyRequestSchema,
  DisableTotpRequestSchema,
  FinishPasskeyRequestSchema,
  ReauthenticateRequestSchema,
  RenewRecoveryCodesRequestSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { SessionTokensSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { Secret, TOTP } from "otpauth";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { Authenticator } from "../sign_in/testing/authenticator.ts";
import { HOME, NOBODY, ORIGIN, withIdentitySite } from "../sign_in/testing/identity_site.ts";
import { queuedMails } from "../testing/add_user.ts";
import { totpOf } from "./totp.ts";

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}

const disable = create(DisableTotpRequestSchema, { device: HOME });
const renew = create(RenewRecoveryCodesRequestSchema, { device: HOME });

Deno.test("totpOf() gives the codes of RFC 6238", () => {
  const totp = totpOf(new TextEncoder().encode("12345678901234567890"));
  const codes = [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000];
  assert.deepEqual(
    codes.map((seconds) => totp.generate({ timestamp: seconds * 1000 })),
    ["287082", "081804", "050471", "005924", "279037", "353130"],
  );
});

Deno.test("confirmTotp() counts the authenticator once it showed that it works, and the session as having shown it", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const session = await site.begin();
    const call = await site.as(session);
    const { secret, uri } = await site.account.beginTotp(create(BeginTotpRequestSchema), call);
    assert.match(uri!, /^otpauth:\/\/totp\/ShopFlow:ada%40example\.com\?issuer=ShopFlow&secret=[A-Z2-7]{32}&/);
    assert.equal((await site.signIn()).case, "session"); // begun is not had
    const code = new TOTP({ secret: Secret.fromBase32(secret!) }).generate({ timestamp: site.now });
    const wrong = create(ConfirmTotpRequestSchema, { code: code === "000000" ? "000001" : "000000" });
    await assert.rejects(site.account.confirmTotp(wrong, call), failsWith(ErrorCode.INVALID_ARGUMENT));
    const right = create(ConfirmTotpRequestSchema, { code, device: HOME });
    assert.equal((await site.account.confirmTotp(right, call)).recoveryCodes?.length, 10);
    await assert.rejects(site.account.confirmTotp(right, call), failsWith(ErrorCode.WRONG_STATE));
    const begin = create(BeginTotpRequestSchema);
    await assert.rejects(site.account.beginTotp(begin, call), failsWith(ErrorCode.WRONG_STATE));
    assert.equal((await site.signIn()).case, "secondFactor");
    assert.equal((await site.read(await site.refresh(session))).secondFactor, true);
    assert.deepEqual(await queuedMails(site.database, userId), [{
      kind: "second_factor_added",
      to: "ada@example.com",
    }]);
    const [kept] = await site.database<[{ secret: Uint8Array }]>`select secret from totps`;
    assert.ok(!Buffer.from(kept.secret).includes(Buffer.from(Secret.fromBase32(secret!).bytes)));
  }));

Deno.test("confirmTotp() gives the recovery codes although the session cannot be told", () =>
  withIdentitySite(async (site, redis) => {
    const call = await site.ownerOf(await site.makeAccount());
    await redis.kill();
    assert.equal((await site.enrolTotp(call)).recoveryCodes.length, 10);
  }));

Deno.test("beginTotp() forgets one that was begun before", () =>
  withIdentitySite(async (site) => {
    const call = await site.ownerOf(await site.makeAccount());
    const { secret } = await site.account.beginTotp(create(BeginTotpRequestSchema), call);
    await site.account.beginTotp(create(BeginTotpRequestSchema), call);
    const code = new TOTP({ secret: Secret.fromBase32(secret!) }).generate({ timestamp: site.now });
    const confirm = create(ConfirmTotpRequestSchema, { code });
    await assert.rejects(site.account.confirmTotp(confirm, call), failsWith(ErrorCode.INVALID_ARGUMENT));
    await assert.rejects(site.account.confirmTotp(confirm, NOBODY), failsWith(ErrorCode.UNAUTHENTICATED));
  }));

Deno.test("disableTotp() forgets the authenticator, and with the last second factor the recovery codes", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const call = await site.ownerOf(userId);
    await site.enrolTotp(call);
    await site.account.disableTotp(disable, call);
    await site.account.disableTotp(disable, call);
    assert.equal((await site.signIn()).case, "session");
    assert.equal((await site.database`select from recovery_codes`).length, 0);
    assert.deepEqual((await site.audited(userId)).slice(0, 2), ["totp.added", "totp.removed"]);
    assert.deepEqual(
      (await queuedMails(site.database, userId)).map(({ kind }) => kind),
      ["second_factor_added", "second_factor_removed"],
    );
    await assert.rejects(site.account.renewRecoveryCodes(renew, call), failsWith(ErrorCode.WRONG_STATE));
    assert.equal((await site.enrolTotp(call)).recoveryCodes.length, 10);
  }));

Deno.test("disableTotp() leaves staff their last second factor", () =>
  withIdentitySite(async (site) => {
    const call = await site.ownerOf(await site.makeAccount({ roles: ["merchandiser"] }));
    await site.enrolTotp(call);
    await assert.rejects(site.account.disableTotp(disable, call), failsWith(ErrorCode.WRONG_STATE));
    assert.equal((await site.signIn()).case, "secondFactor");
    await site.enrolPasskey(call);
    await site.account.disableTotp(disable, call);
    assert.equal((await site.database`select from recovery_codes`).length, 10);
  }));

Deno.test("renewRecoveryCodes() ends those before", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const call = await site.ownerOf(userId);
    const { recoveryCodes: before } = await site.enrolTotp(call);
    const { recoveryCodes: after } = await site.account.renewRecoveryCodes(renew, call);
    assert.equal(new Set([...before, ...after!]).size, 20);
    assert.equal((await site.database`select from recovery_codes`).length, 10);
    assert.deepEqual(await site.audited(userId), ["totp.added", "recovery_codes.renewed"]);
  }));

Deno.test("A session that began with the password alone changes no second factor once there is one", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const [before, own] = [await site.begin(), await site.begin()];
    const [thief, call] = [await site.as(before), await site.as(own)];
    const begun = new Authenticator(ORIGIN).create(
      (await site.account.beginPasskey(create(BeginPasskeyRequestSchema), thief)).optionsJson!,
    );
    const { code } = await site.enrolTotp(call);
    const [{ id: passkeyId }] = await site.database<[{ id: string }]>`
      insert into passkeys (user_id, credential_id, public_key, counter, transports, synced, name)
      values (${userId}, 'a', '', 0, '{}', false, 'Telephone') returning id`;
    const changes: Record<string, (call: Call) => Promise<unknown>> = {
      renew: (call) => site.account.renewRecoveryCodes(renew, call),
      beginPasskey: (call) => site.account.beginPasskey(create(BeginPasskeyRequestSchema), call),
      delete: (call) => site.account.deletePasskey(create(DeletePasskeyRequestSchema, { id: passkeyId }), call),
      disable: (call) => site.account.disableTotp(disable, call),
      beginTotp: (call) => site.account.beginTotp(create(BeginTotpRequestSchema), call),
    };
    const finish = create(FinishPasskeyRequestSchema, { passkeyJson: begun, name: "Mine" });
    await assert.rejects(site.account.finishPasskey(finish, thief), failsWith(ErrorCode.RECENT_SIGN_IN_REQUIRED));
    for (const [name, change] of Object.entries(changes)) {
      await assert.rejects(change(thief), failsWith(ErrorCode.RECENT_SIGN_IN_REQUIRED), name);
    }
    const shown = create(ReauthenticateRequestSchema, {
      factor: { case: "totpCode", value: code() },
      refreshToken: before.refreshToken,
      device: HOME,
    });
    const { session } = await site.account.reauthenticate(shown, thief);
    const showed = await site.as(create(SessionTokensSchema, session));
    for (const change of Object.values(changes)) await change(showed);
  }));

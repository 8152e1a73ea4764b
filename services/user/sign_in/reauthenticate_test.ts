import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  BeginReauthenticationRequestSchema,
  type ReauthenticateRequest,
  ReauthenticateRequestSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { type SessionTokens } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { HOME, type IdentitySite, NOBODY, PASSWORD, withIdentitySite } from "./testing/identity_site.ts";

const HOUR = 60 * 60_000;

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}
const refused = failsWith(ErrorCode.SIGN_IN_REFUSED);

async function show(
  site: IdentitySite,
  { refreshToken }: SessionTokens,
  call: Call,
  factor: ReauthenticateRequest["factor"],
) {
  const request = create(ReauthenticateRequestSchema, { factor, refreshToken, device: HOME });
  return await site.read((await site.account.reauthenticate(request, call)).session);
}

Deno.test("reauthenticate() goes on with the same session, signed in now", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const session = await site.begin();
    const call = await site.as(session);
    site.now += HOUR;
    await assert.rejects(show(site, session, call, { case: "password", value: "wrong password" }), refused);
    const principal = await show(site, session, call, { case: "password", value: PASSWORD });
    assert.equal(principal.sessionId, call.principal!.sessionId);
    assert.ok(principal.signedInAt >= call.principal!.signedInAt + HOUR - 1000);
    assert.equal(principal.secondFactor, false);
    assert.deepEqual(await site.audited(userId), ["sign_in.done", "sign_in.refused", "sign_in.done"]);
  }));

Deno.test("reauthenticate() wants the second factor of whoever has one, and gives staff their roles for it", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount({ roles: ["admin"] });
    const session = await site.begin();
    const call = await site.as(session);
    assert.deepEqual(call.principal!.roles, []);
    const { code } = await site.enrolTotp(await site.ownerOf(userId));
    const password = { case: "password", value: PASSWORD } as const;
    await assert.rejects(show(site, session, call, password), failsWith(ErrorCode.SECOND_FACTOR_REQUIRED));
    const principal = await show(site, session, call, { case: "totpCode", value: code() });
    assert.deepEqual(principal.roles, [Role.ADMIN]);
  }));

Deno.test("reauthenticate() takes a passkey of the account, for the session that asked", () =>
  withIdentitySite(async (site) => {
    const userId = await site.makeAccount();
    const session = await site.begin(), other = await site.begin();
    const [call, otherCall] = [await site.as(session), await site.as(other)];
    const authenticator = await site.enrolPasskey(await site.ownerOf(userId));
    const ask = async (by: Call) => {
      const request = create(BeginReauthenticationRequestSchema);
      return (await site.account.beginReauthentication(request, by)).optionsJson!;
    };
    const answer = async () => ({ case: "passkeyJson", value: authenticator.get(await ask(call)) } as const);
    await assert.rejects(show(site, other, otherCall, await answer()), refused);
    assert.equal((await show(site, session, call, await answer())).secondFactor, true);
  }));

Deno.test("reauthenticate() slows who guesses, and refuses another session's refresh token, and nobody", () =>
  withIdentitySite(async (site) => {
    await site.makeAccount();
    const session = await site.begin(), other = await site.begin();
    const call = await site.as(session);
    await assert.rejects(
      show(site, other, call, { case: "password", value: PASSWORD }),
      failsWith(ErrorCode.INVALID_ARGUMENT),
    );
    for (let n = 0; n < 5; n++) {
      await assert.rejects(show(site, session, call, { case: "password", value: `wrong ${n}` }), refused);
    }
    const right = { case: "password", value: PASSWORD } as const;
    await assert.rejects(show(site, session, call, right), failsWith(ErrorCode.RATE_LIMITED));
    await assert.rejects(show(site, session, NOBODY, right), failsWith(ErrorCode.UNAUTHENTICATED));
  }));

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { EndSessionsRequestSchema, ListSessionsRequestSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import {
  RefreshSessionRequestSchema,
  SessionKind,
  SignOutRequestSchema,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import type { UserRow } from "../user_row.ts";
import { sessionAccountHandlers, sessionIdentityHandlers } from "./handlers.ts";
import { DEVICE, type SessionFixture, withSessions } from "./testing/session_fixture.ts";

const SIGNED_OUT = (error: unknown) => error instanceof ShopError && error.code === ErrorCode.UNAUTHENTICATED;

function callOf(principal: Principal | undefined): Call {
  return { caller: "edge", principal, signal: new AbortController().signal };
}

async function signIn({ sessions, principalOf }: SessionFixture, user: UserRow) {
  const tokens = await sessions.begin(user, { kind: SessionKind.SITE, device: DEVICE, factors: ["password"] });
  return { token: tokens.refreshToken!, call: callOf(await principalOf(tokens)) };
}

async function isAlive({ sessions }: SessionFixture, { token }: { token: string }): Promise<boolean> {
  return await sessions.refresh(token, DEVICE).then(() => true, () => false);
}

type EndInit = { case: "id"; value: string } | { case: "others" | "all"; value: true };

async function end({ database, sessions }: SessionFixture, call: Call, which: EndInit): Promise<void> {
  const { endSessions } = sessionAccountHandlers({ database, sessions });
  await endSessions(create(EndSessionsRequestSchema, { which, device: DEVICE }), call);
}

Deno.test("refreshSession() and signOut() take a refresh token from anybody", () =>
  withSessions(async (fixture) => {
    const { refreshSession, signOut } = sessionIdentityHandlers(fixture);
    const { token } = await signIn(fixture, await fixture.makeUser());
    const nobody = callOf(undefined);
    const { session } = await refreshSession(
      create(RefreshSessionRequestSchema, { refreshToken: token, device: DEVICE }),
      nobody,
    );
    await signOut(create(SignOutRequestSchema, { refreshToken: session!.refreshToken! }), nobody);
    const again = create(RefreshSessionRequestSchema, { refreshToken: session!.refreshToken! });
    await assert.rejects(refreshSession(again, nobody), SIGNED_OUT);
    const [entry] = await fixture.database`select action, workload from audit`;
    assert.deepEqual({ ...entry }, { action: "session.ended", workload: "edge" });
  }));

Deno.test("listSessions() and endSessions() are for who is signed in", () =>
  withSessions(async (fixture) => {
    const { listSessions } = sessionAccountHandlers(fixture);
    await assert.rejects(listSessions(create(ListSessionsRequestSchema), callOf(undefined)), SIGNED_OUT);
    await assert.rejects(end(fixture, callOf(undefined), { case: "all", value: true }), SIGNED_OUT);
    const { call } = await signIn(fixture, await fixture.makeUser());
    const { sessions } = await listSessions(create(ListSessionsRequestSchema), call);
    assert.deepEqual(sessions!.map(({ current }) => current), [true]);
  }));

Deno.test("endSessions() ends one session, and never one of another account", () =>
  withSessions(async (fixture) => {
    const [ada, eve] = [await fixture.makeUser(), await fixture.makeUser()];
    const [laptop, phone, eves] = [await signIn(fixture, ada), await signIn(fixture, ada), await signIn(fixture, eve)];
    await end(fixture, eves.call, { case: "id", value: laptop.call.principal!.sessionId });
    await end(fixture, laptop.call, { case: "id", value: phone.call.principal!.sessionId });
    const alive = [await isAlive(fixture, laptop), await isAlive(fixture, phone), await isAlive(fixture, eves)];
    assert.deepEqual(alive, [true, false, true]);
    const revoked = await fixture.database`select session_id from revocations`;
    assert.deepEqual(revoked.map(({ session_id }) => session_id), [phone.call.principal!.sessionId]);
    const [entry] = await fixture.database`select actor_id, workload, action, subject, host(ip::inet) as ip from audit`;
    assert.deepEqual({ ...entry }, {
      actor_id: ada.id,
      workload: "edge",
      action: "session.ended",
      subject: ada.id,
      ip: DEVICE.ip,
    });
  }));

Deno.test("endSessions() of the others leaves the one that asks, and of all leaves none", () =>
  withSessions(async (fixture) => {
    const user = await fixture.makeUser();
    const [laptop, phone] = [await signIn(fixture, user), await signIn(fixture, user)];
    const other = await signIn(fixture, await fixture.makeUser());
    await end(fixture, laptop.call, { case: "others", value: true });
    assert.equal(await isAlive(fixture, phone), false);
    const { refreshToken } = await fixture.sessions.refresh(laptop.token, DEVICE);
    await end(fixture, laptop.call, { case: "all", value: true });
    assert.equal(await isAlive(fixture, { token: refreshToken! }), false);
    assert.equal(await isAlive(fixture, other), true);
    const entries = await fixture.database`select details from audit where action = 'session.ended' order by id`;
    assert.deepEqual(entries.map(({ details }) => details), [{ sessions: "others" }, { sessions: "all" }]);
  }));

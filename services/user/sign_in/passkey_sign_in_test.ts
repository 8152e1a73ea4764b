import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  BeginPasskeySignInRequestSchema,
  BeginSecondFactorRequestSchema,
  CompleteSignInRequestSchema,
  FinishPasskeySignInRequestSchema,
  SessionKind,
} from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { userHandle } from "../factors/use_passkey.ts";
import { Authenticator, type Deviation } from "./testing/authenticator.ts";
import { HOME, type IdentitySite, NOBODY, withIdentitySite } from "./testing/identity_site.ts";

function failsWith(code: ErrorCode) {
  return (error: unknown) => error instanceof ShopError && error.code === code;
}
const refused = failsWith(ErrorCode.SIGN_IN_REFUSED);

async function begin(site: IdentitySite): Promise<{ ticket: string; optionsJson: string }> {
  const { ticket, optionsJson } = await site.identity.beginPasskeySignIn(
    create(BeginPasskeySignInRequestSchema),
    NOBODY,
  );
  return { ticket: ticket!, optionsJson: optionsJson! };
}

async function finish(site: IdentitySite, ticket: string, passkeyJson: string) {
  const kind = SessionKind.API;
  const request = create(FinishPasskeySignInRequestSchema, { ticket, passkeyJson, kind, device: HOME });
  return await site.read((await site.identity.finishPasskeySignIn(request, NOBODY)).session);
}

/** Signs in with a passkey alone. */
async function signIn(site: IdentitySite, authenticator: Authenticator, deviation: Deviation = {}) {
  const { ticket, optionsJson } = await begin(site);
  return await finish(site, ticket, authenticator.get(optionsJson, deviation));
}

async function withPasskey(
  run: (site: IdentitySite, userId: string, authenticator: Authenticator) => Promise<void>,
  roles: string[] = [],
): Promise<void> {
  await withIdentitySite(async (site) => {
    const userId = await site.makeAccount({ roles });
    await run(site, userId, await site.enrolPasskey(await site.ownerOf(userId)));
  });
}

Deno.test("finishPasskeySignIn() signs in with a passkey alone, which counts as both factors", () =>
  withPasskey(async (site, userId, authenticator) => {
    const { optionsJson } = await begin(site);
    const options = JSON.parse(optionsJson);
    assert.equal(options.rpId, "shop.example");
    assert.equal(options.userVerification, "required");
    assert.deepEqual(options.allowCredentials, []);
    const principal = await signIn(site, authenticator);
    assert.equal(principal.userId, userId);
    assert.equal(principal.secondFactor, true);
    assert.deepEqual(principal.roles, [Role.OPERATOR]);
    await signIn(site, authenticator);
    assert.deepEqual((await site.audited(userId)).slice(1), ["sign_in.done", "sign_in.done"]);
  }, ["operator"]));

const WRONG: Record<string, Deviation> = {
  "of another origin": { origin: "https://shop.example.evil.example" },
  "of another port": { origin: "https://shop.example:8443" },
  "for another site": { rpId: "evil.example" },
  "that was not unlocked": { isUserVerified: false },
  "to another challenge": { challenge: "AAAA" },
  "in another account's name": { userHandle: "AAAAAAAAAAAAAAAAAAAAAA" },
};
for (const [what, deviation] of Object.entries(WRONG)) {
  Deno.test(`finishPasskeySignIn() refuses an answer ${what}`, () =>
    withPasskey(async (site, userId, authenticator) => {
      await assert.rejects(signIn(site, authenticator, deviation), refused);
      assert.deepEqual((await site.audited(userId)).slice(1), ["sign_in.refused"]);
      await signIn(site, authenticator);
    }));
}

Deno.test("finishPasskeySignIn() takes a challenge once, with its own ticket, whether the answer was right or not", () =>
  withPasskey(async (site, _, authenticator) => {
    const first = await begin(site), second = await begin(site);
    const answer = authenticator.get(first.optionsJson, { counter: 0 }); // of a passkey that does not count
    await assert.rejects(finish(site, second.ticket, answer), refused);
    await assert.rejects(finish(site, second.ticket, authenticator.get(second.optionsJson)), refused);
    await finish(site, first.ticket, answer);
    await assert.rejects(finish(site, first.ticket, answer), refused);
    await assert.rejects(finish(site, "made up", answer), refused);
    const third = await begin(site);
    const atOnce = [0, 0].map((counter) =>
      finish(site, third.ticket, authenticator.get(third.optionsJson, { counter }))
    );
    assert.equal((await Promise.allSettled(atOnce)).filter(({ status }) => status === "fulfilled").length, 1);
  }));

Deno.test("finishPasskeySignIn() refuses a counter that does not go on, also when two come at once", () =>
  withPasskey(async (site, _, authenticator) => {
    await signIn(site, authenticator, { counter: 7 });
    for (const counter of [0, 6, 7]) await assert.rejects(signIn(site, authenticator, { counter }), refused);
    const atOnce = await Promise.allSettled([8, 8].map((counter) => signIn(site, authenticator, { counter })));
    assert.equal(atOnce.filter(({ status }) => status === "fulfilled").length, 1);
  }));

Deno.test("finishPasskeySignIn() refuses what is no answer, an unknown passkey, and a key that is not the passkey's", () =>
  withPasskey(async (site, userId, authenticator) => {
    const unknown = new Authenticator("https://shop.example");
    for (const json of ["", "null", "[]", "{}", '{"id":{}}', '{"id":"AAAA","response":null}', '{"id":"AAAA"', "\0"]) {
      const { ticket } = await begin(site);
      await assert.rejects(finish(site, ticket, json), refused, json);
    }
    await assert.rejects(signIn(site, unknown), refused);
    const { ticket, optionsJson } = await begin(site);
    const forged = JSON.parse(unknown.get(optionsJson, { userHandle: handleOf(userId), counter: 9 }));
    const named = JSON.stringify({ ...forged, id: authenticator.id, rawId: authenticator.id });
    await assert.rejects(finish(site, ticket, named), refused);
  }));

Deno.test("finishPasskeySignIn() refuses a passkey of an account that may not sign in", () =>
  withPasskey(async (site, userId, authenticator) => {
    await site.database`update users set disabled_at = now() where id = ${userId}`;
    await assert.rejects(signIn(site, authenticator), refused);
    await site.database`update users set disabled_at = null, erased_at = now() where id = ${userId}`;
    await assert.rejects(signIn(site, authenticator), refused);
    await site.database`update users set erased_at = null, email_verified_at = null where id = ${userId}`;
    await assert.rejects(signIn(site, authenticator), refused);
  }));

Deno.test("completeSignIn() takes a passkey as the second factor, of this account and for this ticket only", () =>
  withPasskey(async (site, userId, authenticator) => {
    const bob = await site.makeAccount({ email: "bob@example.com" });
    const others = await site.enrolPasskey(await site.ownerOf(bob));
    const ask = async (ticket: string) => {
      const request = create(BeginSecondFactorRequestSchema, { ticket });
      return (await site.identity.beginSecondFactor(request, NOBODY)).optionsJson!;
    };
    const show = async (ticket: string, value: string) => {
      const request = create(CompleteSignInRequestSchema, {
        ticket,
        factor: { case: "passkeyJson", value },
        device: HOME,
      });
      return await site.read((await site.identity.completeSignIn(request, NOBODY)).session);
    };
    const ticket = await site.ticket(), other = await site.ticket();
    const options = await ask(ticket);
    assert.deepEqual(JSON.parse(options).allowCredentials.map(({ id }: { id: string }) => id), [authenticator.id]);
    await assert.rejects(show(ticket, others.get(options)), refused);
    await assert.rejects(show(other, authenticator.get(await ask(ticket))), refused);
    const alone = await begin(site);
    await assert.rejects(show(ticket, authenticator.get(alone.optionsJson)), refused);
    const principal = await show(ticket, authenticator.get(await ask(ticket)));
    assert.equal(principal.userId, userId);
    assert.equal(principal.secondFactor, true);
    await assert.rejects(ask(ticket), failsWith(ErrorCode.LINK_EXPIRED));
  }));

function handleOf(userId: string): string {
  return btoa(String.fromCharCode(...userHandle(userId))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

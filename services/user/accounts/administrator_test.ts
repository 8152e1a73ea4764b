import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { ClaimAdministratorRequestSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { CreateAdministratorLinkRequestSchema } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { addUser } from "../testing/add_user.ts";
import { callOf, DEVICE, PASSWORD, type TestAccounts, withAccounts } from "./testing/accounts.ts";

const ADA = "ada@example.com";
const expired = failsWith(ErrorCode.LINK_EXPIRED);

async function makeLink({ setUp }: TestAccounts): Promise<string> {
  const call = { ...callOf(), caller: "operator" };
  const { url } = await setUp.createAdministratorLink(create(CreateAdministratorLinkRequestSchema), call);
  return /^https:\/\/shop\.example\/setup\?token=(.+)$/.exec(url!)![1]!;
}

function claim({ handlers }: TestAccounts, token: string, init: { email?: string; password?: string } = {}) {
  const request = { token, email: ADA, password: PASSWORD, displayName: "Ada", device: DEVICE, ...init };
  return handlers.claimAdministrator(create(ClaimAdministratorRequestSchema, request), callOf());
}

Deno.test("a new shop has no account, and a link makes its first administrator", () =>
  withAccounts(async (accounts) => {
    assert.equal((await accounts.database`select from users`).length, 0);
    const token = await makeLink(accounts);
    await claim(accounts, token);
    const user = (await accounts.user(ADA))!;
    assert.deepEqual(user.roles, ["admin"]);
    assert.ok(user.emailVerifiedAt);
    assert.ok(await accounts.takes(ADA, PASSWORD));
    assert.deepEqual(await accounts.audit(user.id), ["administrator.claimed done"]);
    await assert.rejects(claim(accounts, token, { email: "eve@example.com" }), expired);
  }));

Deno.test("of several who claim at once, also by different links, one is the administrator", () =>
  withAccounts(async (accounts) => {
    const links = await Promise.all([1, 2, 3].map(() => makeLink(accounts)));
    const claims = [...links, ...links].map((token, n) => claim(accounts, token, { email: `a${n}@example.com` }));
    const results = await Promise.allSettled(claims);
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results) if (result.status === "rejected") expired(result.reason);
    assert.equal((await accounts.database`select from users`).length, 1);
  }));

Deno.test("once there is an administrator no link is made, and none of those made before works", () =>
  withAccounts(async (accounts) => {
    const token = await makeLink(accounts);
    const { id } = await addUser(accounts.database, { roles: ["admin"] });
    await assert.rejects(claim(accounts, token), expired);
    await assert.rejects(makeLink(accounts), failsWith(ErrorCode.WRONG_STATE));
    await accounts.database`update users set disabled_at = now() where id = ${id}`;
    await assert.rejects(claim(accounts, token), expired);
    assert.equal(await accounts.user(ADA), undefined);
  }));

Deno.test("a link ends after a day, and when another is made", () =>
  withAccounts(async (accounts) => {
    const first = await makeLink(accounts);
    const second = await makeLink(accounts);
    await assert.rejects(claim(accounts, first), expired);
    await accounts.pass(24 * 60 + 1);
    await assert.rejects(claim(accounts, second), expired);
    await assert.rejects(claim(accounts, "made up"), expired);
  }));

Deno.test("claimAdministrator() takes over nobody's account, and leaves the link when something was wrong", () =>
  withAccounts(async (accounts) => {
    const before = await accounts.member(ADA, "her own password");
    const token = await makeLink(accounts);
    await assert.rejects(claim(accounts, token), failsWith(ErrorCode.ALREADY_EXISTS));
    const weak = claim(accounts, token, { email: "eve@example.com", password: "password1" });
    await assert.rejects(weak, failsWith(ErrorCode.INVALID_ARGUMENT, "password"));
    assert.deepEqual(await accounts.user(ADA), before);
    await claim(accounts, token, { email: "eve@example.com" });
  }));

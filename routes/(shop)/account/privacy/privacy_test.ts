import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { customer, EXPORT, FOREIGN, ledTo } from "../(_testing)/customer.ts";

const AT = "/account/privacy";
const LONG_AGO = { signedInAt: Date.now() - 60 * 60_000 };

Deno.test("exports are listed, and downloaded once they are ready", async () => {
  const { read, visitor } = await customer();
  const html = await read(AT);
  match(html, /We are collecting it/);
  ok(html.includes(`href="${AT}/exports/${EXPORT}"`));
  ok(!html.includes(`href="${AT}/exports/${FOREIGN}"`));
  const file = await visitor.get(`${AT}/exports/${EXPORT}`);
  deepEqual([
    file.headers.get("content-type"),
    file.headers.get("content-disposition"),
    file.headers.get("cache-control"),
  ], [
    "application/json; charset=utf-8",
    'attachment; filename="shopflow-data.json"',
    "private, no-store",
  ]);
  deepEqual(await file.json(), { you: "Ada" });
});

Deno.test("an export is asked for by a form, and not too often", async () => {
  const { visitor, asked, fail } = await customer();
  deepEqual(ledTo(await visitor.post(AT, {})), [303, `${AT}?done=export-asked`]);
  equal(asked("requestExport").length, 1);
  fail("requestExport", ErrorCode.RATE_LIMITED);
  const refused = await visitor.post(AT, {});
  equal(refused.status, 429);
  match(await refused.text(), /less than an hour ago/);
  fail("requestExport", ErrorCode.RECENT_SIGN_IN_REQUIRED);
  deepEqual(ledTo(await visitor.post(AT, {})), [303, "/account/reauthenticate?next=%2Faccount%2Fprivacy"]);
});

Deno.test("somebody else's export is not there, one not ready leads back, and a recent sign-in is asked for", async () => {
  const { visitor, fail } = await customer();
  for (const id of [FOREIGN, "x"]) equal((await visitor.get(`${AT}/exports/${id}`)).status, 404);
  fail("getExport", ErrorCode.WRONG_STATE);
  deepEqual(ledTo(await visitor.get(`${AT}/exports/${EXPORT}`)), [303, AT]);
  fail("getExport", ErrorCode.RECENT_SIGN_IN_REQUIRED);
  const [status, place] = ledTo(await visitor.get(`${AT}/exports/${EXPORT}`));
  equal(status, 303);
  ok(String(place).startsWith("/account/reauthenticate?next="));
});

Deno.test("an account is erased when the word is typed, and its browser is signed out", async () => {
  const { visitor, asked, read } = await customer();
  match(await read(`${AT}/erase`), /What we keep, and why/);
  for (const confirmation of ["", "yes", "ERASED"]) {
    const refused = await visitor.post(`${AT}/erase`, { confirmation });
    equal(refused.status, 422);
    match(await refused.text(), /Type the word ERASE/);
  }
  deepEqual(asked("eraseAccount"), []);
  deepEqual(ledTo(await visitor.post(`${AT}/erase`, { confirmation: " erase " })), [303, "/erased"]);
  equal(asked("eraseAccount").length, 1);
  equal(visitor.session.principal, undefined);
  match(await read("/erased"), /Your account is erased/);
  // Sent twice, nobody is signed in any more.
  equal(
    (await visitor.post(`${AT}/erase`, { confirmation: "ERASE" })).headers.get("location")?.split("?")[0],
    "/sign-in",
  );
  equal(asked("eraseAccount").length, 1);
});

Deno.test("staff keep their account while they have roles, and nobody loses one to an old sign-in", async () => {
  const { visitor, fail } = await customer();
  fail("eraseAccount", ErrorCode.WRONG_STATE);
  const refused = await visitor.post(`${AT}/erase`, { confirmation: "ERASE" });
  equal(refused.status, 409);
  match(await refused.text(), /Ask an administrator/);
  ok(visitor.session.principal);
  const { visitor: old } = await customer(LONG_AGO);
  equal((await old.get(`${AT}/erase`)).status, 303);
});

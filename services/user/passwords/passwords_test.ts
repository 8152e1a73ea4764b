import assert from "node:assert/strict";
import { hash } from "@node-rs/argon2";
import { dictionary } from "@zxcvbn-ts/language-common";
import fc from "fast-check";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { timeRatio } from "../testing/time_ratio.ts";
import { Passwords } from "./passwords.ts";

const passwords = new Passwords();
const ADA = "ada.lovelace@example.com";

async function check(password: string, email = ADA): Promise<string | undefined> {
  try {
    await passwords.check(password, "new_password", email);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT);
    assert.equal(error.details.violations![0]!.field, "new_password");
    assert.match(error.message, /^Cannot take the password: it is [a-z ]+$/); // goes to logs
    return error.details.violations![0]!.description;
  }
}

Deno.test("check() takes 8 to 128 characters of any kind", async () => {
  for (
    const password of [
      "tr7&kola",
      " spaces all over ",
      "пароль-мой-длинный",
      "🐢🐢🐢🐢🐇🐇🐇🐇",
      "x".repeat(127) + "y",
      "\t\0\x7fqwzrt",
    ]
  ) {
    assert.equal(await check(password), undefined, password);
  }
  for (const password of ["", "tr7&kol", "🐢🐢🐢🐢🐇🐇🐇"]) assert.match((await check(password))!, /at least 8/);
  for (const password of ["x".repeat(128) + "y", "🐢".repeat(129)]) {
    assert.match((await check(password))!, /at most 128/);
  }
});

Deno.test("check() refuses the passwords that most people use, in whatever case", async () => {
  for (const password of ["password", "Password1", "12345678", "ILOVEYOU2", "qwertyuiop", "trustno1"]) {
    assert.match((await check(password))!, /many people use/, password);
  }
  const common = dictionary["passwords-common"];
  assert.ok(common.length > 49_000);
  for (const password of common) assert.notEqual(await check(password), undefined, password);
});

Deno.test("check() refuses the address, its name and the shop's name with little around them", async () => {
  for (const password of ["Ada.Lovelace", "ADA.LOVELACE@EXAMPLE.COM", "1ada.lovelace23", "ShopFlow", "shopflow2026!"]) {
    assert.match((await check(password))!, /Must not be/, password);
  }
  assert.equal(await check("shopflow has all the tea"), undefined);
  assert.equal(await check("jobs and other things", "jo@example.com"), undefined);
  assert.match((await check("jojojojojo1", "jo@example.com"))!, /Must not be "jo"/);
});

Deno.test("hash() keeps all of a password, as it was typed", async () => {
  const long = "🐢".repeat(127);
  const stored = await passwords.hash(`${long}a`);
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.ok(await passwords.verify(stored, `${long}a`));
  for (const other of [`${long}b`, long, `${long}a `, `${long}A`]) assert.ok(!await passwords.verify(stored, other));
  assert.notEqual(await passwords.hash("same words"), await passwords.hash("same words"));
  const composed = await passwords.hash("caf\u00e9 caf\u00e9");
  assert.ok(!await passwords.verify(composed, "cafe\u0301 cafe\u0301"));
});

Deno.test("verify() knows any password again, and no other", () =>
  fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), async (password, other) => {
      const stored = await passwords.hash(password);
      assert.ok(await passwords.verify(stored, password));
      assert.equal(await passwords.verify(stored, other), password === other);
    }),
    { numRuns: 10 },
  ));

Deno.test("verify() refuses whatever is shown where there is no hash, in the same time", async () => {
  const stored = await passwords.hash("a right password");
  const show = (hash: string | null) => passwords.verify(hash, "a wrong password").then((is) => assert.ok(!is));
  const times = await timeRatio(12, () => show(stored), () => show(null));
  assert.ok(times < 1.5, `${times.toFixed(2)} times as long for one`);
});

Deno.test("needsRehash() tells hashes of other parameters", async () => {
  const made = (options: object) =>
    hash("some password", { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, ...options });
  assert.ok(!passwords.needsRehash(await made({})));
  assert.ok(!passwords.needsRehash(await passwords.hash("some password")));
  for (const other of [{ memoryCost: 8_192 }, { timeCost: 3 }, { parallelism: 2 }, { algorithm: 1 }]) {
    const stored = await made(other);
    assert.ok(passwords.needsRehash(stored), stored);
    assert.ok(await passwords.verify(stored, "some password"));
  }
});

Deno.test("a flood waits up to a bound, is then refused, and stops nothing else", async () => {
  const flooded = new Passwords();
  let [ticks, done] = [0, 0];
  const clock = setInterval(() => ticks++, 5);
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => flooded.verify(null, "whatever").then(() => done++)),
  );
  clearInterval(clock);
  const refused = results.filter((result) => result.status === "rejected");
  assert.equal(done, 62);
  assert.equal(refused.length, 38);
  for (const { reason } of refused) assert.ok(reason instanceof ShopError && reason.code === ErrorCode.UNAVAILABLE);
  assert.ok(ticks > 10, `the event loop ran ${ticks} times`);
  assert.ok(!await flooded.verify(null, "once more"));
});

import assert from "node:assert/strict";
import { type MailStore, openMailStore } from "./mail_store.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const mail = (subject: string) =>
  encode(`Subject: ${subject}\r\nFrom: Shop <shop@example.com>\r\n\r\nHello ${subject}\r\n`);
const subjects = (store: MailStore, to?: string) => store.list(to).map(({ subject }) => subject);

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("a store lists mails newest first, by part of the recipient's address", async () => {
  await using folder = await temporaryFolder();
  const store = await openMailStore(folder.path);
  await store.add(mail("one"), { from: "shop@example.com", to: ["ada@example.com"] });
  await store.add(mail("two"), { from: "shop@example.com", to: ["bob@example.com", "Eve@Example.com"] });
  await store.add(mail("three"), { from: "shop@example.com", to: ["ada@example.com"] });
  assert.deepEqual(subjects(store), ["three", "two", "one"]);
  assert.deepEqual(subjects(store, "ada"), ["three", "one"]);
  assert.deepEqual(subjects(store, " EVE@example "), ["two"]);
  assert.deepEqual(subjects(store, "nobody"), []);
});

Deno.test("a store reads a mail back, envelope and all", async () => {
  await using folder = await temporaryFolder();
  const store = await openMailStore(folder.path);
  const { id } = await store.add(mail("one"), { from: "bounce@example.com", to: ["ada@example.com"] });
  const read = await store.read(id);
  assert.equal(read?.from, "bounce@example.com");
  assert.deepEqual(read?.to, ["ada@example.com"]);
  assert.equal(read?.content.text, "Hello one\n");
  assert.equal(
    new TextDecoder().decode(read?.source),
    "Return-Path: <bounce@example.com>\r\nDelivered-To: ada@example.com\r\n" + new TextDecoder().decode(mail("one")),
  );
  assert.equal(await store.read("1"), undefined);
  assert.equal(await store.read("../../etc/passwd"), undefined);
});

Deno.test("the next process finds the mails of the last, and goes on behind them", async () => {
  await using folder = await temporaryFolder();
  const envelope = { from: "", to: ["ada@example.com"] };
  const before = await openMailStore(folder.path);
  await before.add(mail("one"), envelope);
  await before.add(mail("two"), envelope);
  await Deno.writeTextFile(`${folder.path}/1.eml-unfinished`, "Sub");
  const after = await openMailStore(folder.path);
  assert.deepEqual(after.list(), before.list());
  await after.add(mail("three"), envelope);
  assert.deepEqual(subjects(after), ["three", "two", "one"]);
  assert.equal((await Array.fromAsync(Deno.readDir(folder.path))).length, 3);
});

Deno.test("the oldest mails go when there are too many", async () => {
  await using folder = await temporaryFolder();
  const store = await openMailStore(folder.path, 3);
  const names = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(names.map((name) => store.add(mail(name), { from: "", to: ["ada@example.com"] })));
  assert.deepEqual(subjects(store), ["f", "e", "d"]);
  assert.deepEqual(subjects(await openMailStore(folder.path, 3)), ["f", "e", "d"]);
});

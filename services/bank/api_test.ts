import assert from "node:assert/strict";
import { openBank, paymentOf } from "./testing/open_bank.ts";

async function read(response: Response) {
  return { status: response.status, body: await response.json() };
}

Deno.test("a payment is made once for each key, and is found by it", async () => {
  await using bank = openBank();
  const payment = paymentOf("card_visa_4242");
  const first = await read(await bank.ask("/payments", payment));
  assert.equal(first.body.status, "captured");
  assert.deepEqual(await read(await bank.ask("/payments", payment)), first);
  assert.deepEqual(await read(await bank.ask(`/payments/${payment.key}`)), first);
  assert.equal((await bank.ask("/payments/12345678")).status, 404);
  assert.equal((await bank.ask("/payments", { ...payment, currency: "EUR" })).status, 409);
});

Deno.test("what is not a request is refused, and says what is wrong", async () => {
  await using bank = openBank();
  const wrong = [
    { ...paymentOf("card_visa_4242"), amount: "-1" },
    { ...paymentOf("card_visa_4242"), amount: 5 },
    { ...paymentOf("card_visa_4242"), currency: "gbp" },
    { ...paymentOf("card_visa_4242"), returnUrl: "javascript:alert(1)" },
    { ...paymentOf("card_visa_4242"), card: "4242424242424242" },
    paymentOf("card_visa_1111"),
    {},
  ];
  for (const body of wrong) {
    const refused = await read(await bank.ask("/payments", body));
    assert.equal(refused.status, 400, JSON.stringify(body));
    assert.ok(refused.body.error);
  }
  assert.equal((await bank.ask("/payments", undefined, { method: "POST", body: "{" })).status, 400);
  assert.equal((await bank.ask("/payments", { key: "x".repeat(20_000) })).status, 413);
  assert.equal((await bank.ask("/nowhere")).status, 404);
  assert.equal((await bank.ask("/statement", undefined, { headers: { authorization: "Bearer guess" } })).status, 401);
  assert.equal(bank.books.all("select 1 from payments").length, 0);
});

Deno.test("the bank's page escapes what the shop says, lets no script run, and leads back to the shop alone", async () => {
  await using bank = openBank();
  const payment = paymentOf("card_visa_3155", { orderNumber: "<script>alert(1)</script>" });
  const { body } = await read(await bank.ask("/payments", payment));
  const path = new URL(body.url).pathname;
  assert.equal(body.url, `https://bank.example/challenge/${body.reference}`);
  const page = await bank.ask(path, undefined, { headers: { authorization: "" } });
  const text = await page.text();
  assert.ok(text.includes("&lt;script&gt;alert(1)&lt;/script&gt;") && !text.includes("<script"));
  const policy = page.headers.get("content-security-policy")!;
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self' https:\/\/shop\.example;/);
  const answer = { method: "POST", body: new URLSearchParams({ answer: "approve" }) };
  const back = await bank.ask(path, undefined, answer);
  assert.deepEqual([back.status, back.headers.get("location")], [303, payment.returnUrl]);
  assert.match(await (await bank.ask(path)).text(), /This payment is captured/);
  assert.equal((await bank.ask("/challenge/pay_guess")).status, 404);
  assert.equal((await bank.ask("/challenge/pay_guess", undefined, answer)).status, 404);
});

Deno.test("the bank's page shows amounts as their currency has them", async () => {
  await using bank = openBank();
  for (
    const [amount, currency, shown] of [["5", "GBP", "0.05 GBP"], ["500", "JPY", "500 JPY"], [
      "1234",
      "KWD",
      "1.234 KWD",
    ]]
  ) {
    const payment = paymentOf("card_visa_3155", { amount, currency, returnUrl: "" });
    const { body } = await read(await bank.ask("/payments", payment));
    const text = await (await bank.ask(new URL(body.url).pathname)).text();
    assert.ok(text.includes(`<strong>${shown}</strong>`), text);
  }
});

Deno.test("money is held, taken, let go, given back and disputed, and the statement tells all of it", async () => {
  await using bank = openBank();
  const [held, freed, paid] = [
    paymentOf("card_visa_4242", { hold: true }),
    paymentOf("card_visa_4242", { hold: true }),
    paymentOf("card_mastercard_4444"),
  ];
  for (const payment of [held, freed, paid]) await bank.ask("/payments", payment);
  assert.equal((await read(await bank.ask(`/payments/${held.key}/capture`, {}))).body.status, "captured");
  assert.equal((await bank.ask("/payments/12345678/capture", {})).status, 404);
  assert.equal((await read(await bank.ask(`/payments/${freed.key}/void`, freed))).body.status, "voided");
  const refund = { key: crypto.randomUUID(), payment: paid.key, amount: "395" };
  const done = await read(await bank.ask("/refunds", refund));
  assert.deepEqual(await read(await bank.ask(`/refunds/${refund.key}`)), done);
  assert.deepEqual(await read(await bank.ask("/refunds", refund)), done);
  assert.equal((await bank.ask("/refunds/12345678")).status, 404);
  assert.equal((await bank.ask("/refunds", { ...refund, amount: "1" })).status, 409);
  assert.equal((await bank.ask("/refunds", { ...refund, key: crypto.randomUUID(), payment: freed.key })).status, 409);
  const opened = await read(await bank.ask("/disputes", { payment: paid.key }));
  assert.equal((await bank.ask("/refunds", { ...refund, key: crypto.randomUUID() })).status, 409);
  const close = `/disputes/${opened.body.reference}/close`;
  assert.equal((await read(await bank.ask(close, { outcome: "won" }))).body.status, "won");
  assert.equal((await bank.ask(close, { outcome: "lost" })).status, 409);
  assert.equal((await bank.ask("/disputes/dis_1/close", { outcome: "lost" })).status, 404);
  assert.equal((await bank.ask("/disputes", { payment: "12345678" })).status, 404);
  assert.equal((await bank.ask("/disputes", { payment: freed.key })).status, 409);
  const { body } = await read(await bank.ask("/statement"));
  const told = body.entries.map(({ kind, amount }: { kind: string; amount: string }) => `${kind} ${amount}`);
  assert.deepEqual(told, ["capture 1395", "capture 1395", "refund 395", "dispute 1000", "dispute_won 1000"]);
});

Deno.test("a fault in the bank is logged and tells nothing of itself", async () => {
  await using bank = openBank();
  bank.books.all("drop table entries");
  const { status, body } = await read(await bank.ask("/statement"));
  assert.deepEqual([status, body], [500, { error: "the bank is out of order" }]);
  assert.match(JSON.stringify(bank.logged), /no such table/);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { testShop } from "../testing/fixture.ts";
import { afterNews, KNOWLEDGE, type PaymentStatus, statusOf } from "./payment_status.ts";
import type { PaymentResult } from "./provider.ts";
import { settlePayment } from "./settle_payment.ts";
import { addOrder, booksOf } from "./testing/add_order.ts";

const said = { reference: "", cardBrand: "visa", cardLast4: "4242" };
const captured: PaymentResult = { ...said, status: "captured" };
const results: PaymentResult[] = [
  captured,
  { ...said, status: "authorised" },
  { ...said, status: "declined", reason: "the card was declined" },
  { ...said, status: "challenge", url: "https://bank.example/challenge" },
  { ...said, status: "voided" },
];
const anyNews = fc.array(fc.constantFrom(...results), { minLength: 1, maxLength: 8 });

Deno.test("afterNews() ends the same, whatever the order of the news and however often each comes", () => {
  fc.assert(
    fc.property(anyNews.chain((news) => fc.tuple(fc.constant(news), shuffledAndRepeated(news))), ([news, again]) => {
      const end = (heard: PaymentResult[]) => heard.map(statusOf).reduce(afterNews, "pending");
      assert.equal(end(again), end(news));
    }),
  );
});

Deno.test("settlePayment() does as afterNews() says, and posts the money once", async () => {
  await using shop = await testShop(1);
  await fc.assert(
    fc.asyncProperty(anyNews, async (news) => {
      const { id, total } = await addOrder(shop.database);
      let status: PaymentStatus = "pending";
      for (const result of news) {
        const expected = afterNews(status, statusOf(result));
        assert.equal(await settlePayment(shop.database, id, result), expected !== status);
        status = expected;
      }
      const books = await booksOf(shop.database, id);
      assert.equal(books.status, status);
      assert.equal(books.captured, status === "captured" ? total : 0n);
      assert.equal(books.accounts.provider, status === "captured" ? total : undefined);
    }),
    { numRuns: 50 },
  );
});

Deno.test("settlePayment() posts goods and shipping without their tax, whether prices include it or not", async () => {
  await using shop = await testShop(1);
  const included = await addOrder(shop.database, {
    subtotal: 12_000n,
    discount: 2_000n,
    shipping: 600n,
    tax: 1_767n,
    goodsTax: 1_667n,
    taxIncluded: true,
  });
  await settlePayment(shop.database, included.id, captured);
  assert.deepEqual((await booksOf(shop.database, included.id)).accounts, {
    provider: 10_600n,
    sales: -8_333n,
    shipping: -500n,
    tax: -1_767n,
  });
  const added = await addOrder(shop.database, {
    subtotal: 10_000n,
    shipping: 0n,
    tax: 825n,
    goodsTax: 825n,
    taxIncluded: false,
  });
  await settlePayment(shop.database, added.id, captured);
  assert.deepEqual((await booksOf(shop.database, added.id)).accounts, {
    provider: 10_825n,
    sales: -10_000n,
    tax: -825n,
  });
});

Deno.test("settlePayment() keeps the books at zero for any amounts", async () => {
  await using shop = await testShop(1);
  const amount = fc.bigInt({ min: 0n, max: 10_000_000n });
  await fc.assert(
    fc.asyncProperty(fc.tuple(amount, amount, amount, amount, amount, fc.boolean()), async (drawn) => {
      const [a, b, shipping, c, d, taxIncluded] = drawn;
      const [discount, subtotal] = a < b ? [a, b] : [b, a];
      const [goodsTax, tax] = c < d ? [c, d] : [d, c];
      const { id, total } = await addOrder(shop.database, { subtotal, discount, shipping, tax, goodsTax, taxIncluded });
      await settlePayment(shop.database, id, captured);
      const { accounts } = await booksOf(shop.database, id);
      assert.equal(Object.values(accounts).reduce((sum, part) => sum + part, 0n), 0n);
      assert.equal(accounts.provider ?? 0n, total);
    }),
    { numRuns: 50 },
  );
});

Deno.test("the books refuse a posting whose entries do not sum to zero", async () => {
  await using shop = await testShop(1);
  const { id } = await addOrder(shop.database);
  await assert.rejects(
    shop.database`
      insert into ledger_entries (posting, account, currency, amount, order_id)
      values ('p', 'provider', 'GBP', 100, ${id}), ('p', 'sales', 'GBP', -99, ${id})`,
    /do not sum to zero/,
  );
});

Deno.test("settlePayment() keeps what the provider tells of the card, the challenge and the refusal", async () => {
  await using shop = await testShop(1);
  const { id } = await addOrder(shop.database);
  const read = async () =>
    (await shop.database`
    select reference, card_brand, card_last4, challenge_url, challenge_until > now() as open, decline_reason
    from payments where order_id = ${id}`)[0];
  await settlePayment(shop.database, id, {
    status: "challenge",
    url: "https://bank.example/c/1",
    reference: "pay_1",
    cardBrand: "visa",
    cardLast4: "3155",
  });
  const card = { reference: "pay_1", card_brand: "visa", card_last4: "3155" };
  assert.deepEqual({ ...await read() }, {
    ...card,
    challenge_url: "https://bank.example/c/1",
    open: true,
    decline_reason: null,
  });
  await settlePayment(shop.database, id, {
    status: "declined",
    reason: "no",
    reference: "",
    cardBrand: "",
    cardLast4: "",
  });
  assert.deepEqual({ ...await read() }, { ...card, challenge_url: null, open: null, decline_reason: "no" });
});

function shuffledAndRepeated(news: PaymentResult[]): fc.Arbitrary<PaymentResult[]> {
  const repeats = fc.array(fc.constantFrom(...news), { maxLength: 4 });
  return repeats.chain((more) => {
    const all = [...news, ...more];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

Deno.test("KNOWLEDGE names every status that the database allows", async () => {
  await using shop = await testShop(1);
  const [constraint] = await shop.database<{ text: string }[]>`
    select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'payments_status_check'`;
  const allowed = [...constraint!.text.matchAll(/'(\w+)'/g)].map(([, status]) => status).sort();
  assert.deepEqual(allowed, [...KNOWLEDGE].sort());
});

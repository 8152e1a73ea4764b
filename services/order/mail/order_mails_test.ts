import assert from "node:assert/strict";
import { transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import type { SunkMail } from "../../kit/mail/testing/smtp_sink.ts";
import { emit } from "../../kit/outbox/testing/outbox.ts";
import { type Parcel, shipOrder } from "../fulfilment/ship_order.ts";
import { changeStatus } from "../orders/change_status.ts";
import { lockOrder } from "../orders/lock_order.ts";
import type { Status } from "../orders/order_status.ts";
import { heldOrder, soldOrder } from "../orders/testing/sold_order.ts";
import { type MailedShop, mailedShop } from "./testing/mailed_shop.ts";

/** Moves an order on from "paid", step by step. */
async function advance(shop: MailedShop, orderId: bigint, ...way: Status[]): Promise<void> {
  let from: Status = "paid";
  for (const to of way) {
    await transaction(shop.database, (tx) => changeStatus(tx, { orderId, from, to, actor: "system" }));
    from = to;
  }
}

/** Calls an order off: what the system calls off is for the payment. */
async function cancel(shop: MailedShop, orderId: bigint, from: Status, actor: string, reason: string): Promise<void> {
  const refused = actor === "system" ? { code: ErrorCode.PAYMENT_DECLINED } : {};
  await transaction(
    shop.database,
    (tx) => changeStatus(tx, { orderId, from, to: "cancelled", actor, reason, ...refused }),
  );
}

async function onlyMail(shop: MailedShop, subject: RegExp): Promise<SunkMail & { text: string; html: string }> {
  const found = (await shop.mails()).filter((mail) => subject.test(mail.subject ?? ""));
  assert.equal(found.length, 1, `mails of "${subject}"`);
  return found[0] as SunkMail & { text: string; html: string };
}

Deno.test("a paid order is confirmed, with every amount", async () => {
  await using shop = await mailedShop();
  const { number, id } = await soldOrder(shop.database, {
    lines: [
      { sku: "MUG", quantity: 2, price: 1250n, discount: 250n, tax: 375n },
      { sku: "CLOTH", quantity: 1, price: 120000n, tax: 20000n },
    ],
    tax: 20441n,
  });
  const mail = await onlyMail(shop, /confirmed/);
  assert.deepEqual(mail.to, ["ada@example.com"]);
  assert.equal(mail.subject, `Order ${number} confirmed`);
  assert.equal(
    mail.text.slice(mail.text.indexOf("What you"), mail.text.indexOf("Placed")).trim(),
    `What you bought
---------------
2 × Title of MUG                                                  £25.00
1 × Title of CLOTH                                             £1,200.00
------------------------------------------------------------------------
Subtotal                                                       £1,225.00
Discount                                                          -£2.50
Delivery (Standard)                                                £3.95
Total                                                          £1,226.45
Of which tax                                                     £204.41

Where it goes:
  Ada Lovelace
  12 St James's Square
  London SW1Y 4JH
  United Kingdom

Your order:
  Number ${number}`,
  );
  assert.match(mail.text, /Paid with Visa ending in 4242/);
  assert.match(mail.text, new RegExp(`^https://shop.example/orders/${number}$`, "m"));
  for (const text of ["£1,226.45", "-£2.50", "Title of CLOTH", `href="https://shop.example/orders/${number}"`]) {
    assert.ok(mail.html.includes(text), text);
  }
  const rows = await shop.database`select kind, recipient, order_id as "orderId", subject from mails`;
  const recorded = { kind: "order.paid", recipient: "ada@example.com", orderId: id, subject: mail.subject };
  assert.deepEqual([...rows], [recorded]);
});

Deno.test("tax that is added stands above the total", async () => {
  await using shop = await mailedShop();
  await soldOrder(shop.database, { lines: [{ price: 10000n, tax: 825n }], taxIncluded: false });
  const { text } = await onlyMail(shop, /confirmed/);
  assert.match(text, /\nDelivery \(Standard\) +£3.95\nTax +£8.25\nTotal +£112.20\n\n/);
});

Deno.test("an order in a currency without decimals is written as it is", async () => {
  await using shop = await mailedShop();
  const { id } = await heldOrder(shop.database, { lines: [{ price: 4800n }], shipping: 900n });
  await shop.database`update orders set currency = 'JPY', ship_country_code = 'JP' where id = ${id}`;
  await transaction(
    shop.database,
    (tx) => changeStatus(tx, { orderId: id, from: "placed", to: "paid", actor: "system" }),
  );
  const { text } = await onlyMail(shop, /confirmed/);
  assert.match(text, /\nTotal +JP¥5,700\n/);
  assert.match(text, /\n {2}Japan\n/);
});

Deno.test("an order that is only placed is not confirmed, and one that is refused at once gets no mail at all", async () => {
  await using shop = await mailedShop();
  for (const payment of ["declined", "pending"]) { // by the bank, and because the account could not be looked up
    const { id } = await heldOrder(shop.database);
    await shop.database`update payments set status = ${payment} where order_id = ${id}`;
    await cancel(shop, id, "placed", "system", "Refused");
  }
  assert.deepEqual(await shop.mails(), []);
});

Deno.test("a shopper who was told of an order is told that it is declined, however soon", async () => {
  await using shop = await mailedShop();
  const { id, guestId } = await heldOrder(shop.database);
  await shop.database`
    insert into idempotency_keys (guest_id, key, fingerprint, order_id, response)
    values (${guestId}, gen_random_uuid(), '', ${id}, 'the order as it stood')`;
  await cancel(shop, id, "placed", "system", "The bank declined the card");
  await onlyMail(shop, /is cancelled/);
});

Deno.test("an order whose payment fails later is told of, and that nothing is to be paid", async () => {
  await using shop = await mailedShop();
  for (const status of ["declined", "voided"]) {
    const { id, number } = await heldOrder(shop.database);
    await shop.database`update payments set status = ${status} where order_id = ${id}`;
    await shop.database`update orders set placed_at = now() - interval '2 minutes' where id = ${id}`;
    await cancel(shop, id, "placed", "system", "Cannot charge the card: the bank did not answer in time");
    const { text } = await onlyMail(shop, new RegExp(`${number} is cancelled`));
    assert.match(text, /We are sorry: order SF-\w+ is cancelled/);
    assert.match(text, /Why:\n {2}Your bank did not approve the payment\.\n/);
    assert.doesNotMatch(text, /Cannot charge/);
    assert.match(text, /You pay nothing/);
    assert.match(text, /1 × Title of SKU-/);
  }
});

Deno.test("a paid order that its customer calls off is told of, and where the money goes", async () => {
  await using shop = await mailedShop();
  const { id } = await soldOrder(shop.database);
  await cancel(shop, id, "paid", "customer", "");
  const { text } = await onlyMail(shop, /is cancelled/);
  assert.match(text, /is cancelled, as you asked/);
  assert.match(text, /All of £13.95 goes back to Visa ending in 4242/);
  assert.doesNotMatch(text, /Why:/);
});

/** Hands a parcel to a carrier; with all that is left unless items are named. */
async function ship(shop: MailedShop, number: string, parcel: Partial<Parcel>): Promise<void> {
  const whole = { carrier: "Royal Mail", trackingNumber: "AB123", trackingUrl: "", items: [], ...parcel };
  await transaction(shop.database, async (tx) => await shipOrder(tx, await lockOrder(tx, number), whole, "system"));
}

Deno.test("an order that is sent at once is told of once, with its parcel", async () => {
  await using shop = await mailedShop();
  const { id, number } = await soldOrder(shop.database, { lines: [{ sku: "MUG", quantity: 2 }] });
  await advance(shop, id, "packed");
  await ship(shop, number, { trackingUrl: "https://carrier.example/AB123?a=1&b=2" });
  const { subject, text, html } = await onlyMail(shop, /is on its way/);
  assert.equal(subject, `Order ${number} is on its way`);
  assert.match(
    text,
    /Your parcel:\n {2}Royal Mail\n {2}Tracking number AB123\n {2}https:\/\/carrier.example\/AB123\?a=1&b=2\n/,
  );
  assert.match(html, /href="https:\/\/carrier.example\/AB123\?a=1&amp;b=2"/);
  assert.match(text, /2 × Title of MUG/);
  assert.doesNotMatch(text, /still to come/);
  await transaction(
    shop.database,
    (tx) => changeStatus(tx, { orderId: id, from: "shipped", to: "delivered", actor: "system" }),
  );
  const delivered = await onlyMail(shop, /has arrived/);
  assert.match(delivered.text, /send it\s+back within 30 days/);
  assert.match(delivered.text, new RegExp(`https://shop.example/orders/${number}`));
  assert.equal(shop.sink.mails.length, 3, "none of packing, one of being sent");
});

Deno.test("each parcel of an order is told of once, with what is in it and what is still to come", async () => {
  await using shop = await mailedShop();
  const { id, number } = await soldOrder(shop.database, { lines: [{ sku: "MUG", quantity: 3 }, { sku: "JUG" }] });
  await advance(shop, id, "packed");
  await ship(shop, number, { items: [{ sku: "MUG", quantity: 2 }], trackingUrl: "javascript:alert(1)" });
  // Both are sent before the first is mailed about, or not: the mails say the same
  await ship(shop, number, { trackingNumber: "CD456" });
  const part = await onlyMail(shop, new RegExp(`^Part of order ${number} is on its way$`));
  assert.match(part.text, /Royal Mail\n {2}Tracking number AB123\n/);
  assert.match(part.text, /2 × Title of MUG[^]*still to come[^]*1 × Title of MUG[^]*1 × Title of JUG/i);
  assert.doesNotMatch(part.html + part.text, /javascript:|CD456/);
  const rest = await onlyMail(shop, new RegExp(`^The rest of order ${number} is on its way$`));
  assert.match(rest.text, /Tracking number CD456\n/);
  assert.match(rest.text, /1 × Title of MUG[^]*1 × Title of JUG/);
  assert.doesNotMatch(rest.text, /still to come|AB123/);
  await shop.deliverAgain();
  assert.equal((await shop.mails()).length, 3, "one of the order, one of each parcel");
});

Deno.test("a refund is told of with its amount", async () => {
  await using shop = await mailedShop();
  const { number } = await soldOrder(shop.database);
  await emit(shop.database, `order:${number}`, "refund.succeeded", { number, amount: "1050" });
  const mail = await onlyMail(shop, /Refund/);
  assert.equal(mail.subject, `Refund of £10.50 for order ${number}`);
  assert.match(mail.text, /£10.50 of order SF-\w+ back to Visa ending in 4242/);
});

Deno.test("a return is told of at each step, with what it is about", async () => {
  await using shop = await mailedShop();
  const { number, id, skus } = await soldOrder(shop.database, { lines: [{ quantity: 3 }] });
  await shop.database`
    with wish as (
      insert into returns (number, order_id, reason) values ('RMA-00000001', ${id}, 'Broken') returning id
    ), line as (
      insert into return_lines (return_id, order_id, position, quantity) select id, ${id}, 0, 2 from wish
    )
    insert into return_status_changes (return_id, status, actor, reason) select id, 'rejected', 'staff:eve', 'It was worn' from wish`;
  for (const to of ["approved", "rejected", "received"]) {
    await emit(shop.database, `order:${number}`, `return.${to}`, { number, return: "RMA-00000001" });
  }
  const approved = await onlyMail(shop, /RMA-00000001: you may send it back/);
  assert.match(approved.text, new RegExp(`\n2 × Title of ${skus[0]}\n`));
  assert.match(approved.text, new RegExp(`return RMA-00000001 of order ${number}`));
  assert.doesNotMatch(approved.text, /It was worn/);
  const rejected = await onlyMail(shop, /RMA-00000001: we cannot take it back/);
  assert.match(rejected.text, /Why:\n {2}It was worn\n/);
  await onlyMail(shop, /RMA-00000001: your return is here/);
});

Deno.test("what a customer typed is text, and stays in its line", async () => {
  await using shop = await mailedShop();
  const { id } = await heldOrder(shop.database);
  const nasty = `<b>Ada</b>\r\nBcc: eve@example.com\r\n\r\n<script>alert(1)</script>`;
  await shop.database`update orders set ship_name = ${nasty}, ship_line2 = ${nasty} where id = ${id}`;
  await shop.database`update order_lines set title = ${nasty} where order_id = ${id}`;
  await transaction(
    shop.database,
    (tx) => changeStatus(tx, { orderId: id, from: "placed", to: "paid", actor: "system" }),
  );
  const mail = await onlyMail(shop, /confirmed/);
  assert.deepEqual(mail.to, ["ada@example.com"]);
  assert.ok(!mail.headers.some(({ key }) => key === "bcc"));
  assert.doesNotMatch(mail.html, /<b>|<script/);
  assert.match(mail.html, /&lt;b>Ada&lt;\/b> Bcc: eve@example.com &lt;script>/);
  assert.doesNotMatch(mail.text, /^\s*Bcc/m);
});

import assert from "node:assert/strict";
import { OrderStatus } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { until } from "../shop.ts";
import { breakShop, PATIENCE_MS } from "./broken_shop.ts";

/** Enough for the shop to notice that the provider is away. */
const BUYERS = 5;
/** How long a shopper is kept waiting for a bank, and somewhat more: less than the call's deadline. */
const PATIENT_MS = 7_500;
/** How long a shopper waits who does not notice anything. */
const SOON_MS = 3_000;

Deno.test("the payment provider or the mail server is away", (t) =>
  breakShop(t, {
    "orders are accepted while the provider hangs, and paid once it answers": async (shop) => {
      const lines = shop.countLines();
      const carts = await Promise.all(Array.from({ length: BUYERS }, () => shop.cart()));
      const told = await shop.whileHung("bank", async () => {
        const told = await Promise.all(carts.map((cart) => shop.order(cart)));
        const again = await shop.order(carts[0]!);
        assert.equal(again.result, told[0]!.result, "the same request was answered with another order");
        const health = await shop.health();
        assert.deepEqual(health, { http: 200, status: "degraded", retryAfter: null, away: ["order.payments"] });
        assert.equal((await shop.get("/")).status, 200);
        return told;
      });
      for (const [index, { ending, attempts, milliseconds, result }] of told.entries()) {
        assert.equal(ending, "ok", result);
        assert.equal(attempts, 1, "a shopper had to send an order again");
        assert.ok(milliseconds < PATIENT_MS, `a shopper waited for ${milliseconds} ms`);
        assert.equal(await shop.decided(carts[index]!, result), OrderStatus.PAID);
      }
      await until(async () => (await shop.health()).status === "ok", PATIENCE_MS);
      assert.equal(lines("payment provider is away"), 1);
      assert.equal(lines("payment provider answers again"), 1);
    },
    "a provider that ended is asked again by the same request": async (shop) => {
      const cart = await shop.cart();
      await shop.proof.shop.kill("bank");
      const { result } = await shop.order(cart);
      assert.equal(await shop.decided(cart, result), OrderStatus.PAID);
    },
    "a provider that is slower than anybody waits for it charges once": async (shop) => {
      const cart = await shop.cart();
      await shop.proof.bank.setFaults({ latencyMs: 2_000 });
      const { result, milliseconds } = await shop.order(cart).finally(() => shop.proof.bank.setFaults());
      assert.ok(milliseconds < PATIENT_MS, `a shopper waited for ${milliseconds} ms`);
      assert.equal(await shop.decided(cart, result), OrderStatus.PAID);
    },
    "a provider that charges without answering is asked what became of it": async (shop) => {
      const cart = await shop.cart();
      await shop.proof.bank.setFaults({ timeoutAfterChargeRate: 1 });
      const { result } = await shop.order(cart).finally(() => shop.proof.bank.setFaults());
      assert.equal(await shop.decided(cart, result), OrderStatus.PAID);
    },
    "nobody waits for a mail server that hangs, and every mail is sent once it answers": async (shop) => {
      const { database } = shop.proof;
      const mails = async (number: string) =>
        (await database`select from mails join orders on orders.id = order_id where number = ${number}`).length;
      const cart = await shop.cart();
      const number = await shop.whileHung("mailbox", async () => {
        const { ending, result, milliseconds } = await shop.order(cart);
        assert.equal(ending, "ok", result);
        assert.ok(milliseconds < SOON_MS, `a shopper waited for ${milliseconds} ms`);
        await until(async () => (await shop.health()).away.includes("order.mail"), PATIENCE_MS);
        assert.deepEqual(await shop.health(), {
          http: 200,
          status: "degraded",
          retryAfter: null,
          away: ["order.mail"],
        });
        const [counted] = await database`
          select from outbox_deliveries where subject = ${`order:${result}`} and consumer = 'units_sold' and status = 'done'`;
        assert.ok(counted, "another consumer of events waits for the mail server");
        assert.equal(await mails(result), 0);
        return result;
      });
      await until(async () => await mails(number) === 1, PATIENCE_MS);
      await until(async () => (await shop.health()).status === "ok", PATIENCE_MS);
    },
  }));

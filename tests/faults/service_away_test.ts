import assert from "node:assert/strict";
import { openClients } from "../../edge/clients/clients.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { asAccount, signUp } from "../identity/sign_up.ts";
import { crowd } from "../prove/crowd.ts";
import { stockUp, wishes } from "../prove/goods.ts";
import { startReplica } from "../prove/replica.ts";
import { until } from "../shop.ts";
import { type Answered, breakShop, type BrokenShop, isRefused, PATIENCE_MS } from "./broken_shop.ts";

/** Longer than any page waits for a service, and somewhat more. */
const PAGE_MS = 4_000;
/** How long a shopper waits who does not notice anything. */
const SOON_MS = 1_500;
/** How soon an account is refused: it waits for the user service once. */
const REFUSAL_MS = 1_500;
/** In the edge's cache from before. */
const KEPT = "/products/stoneware-mug";
const BUYERS = { purchases: 24, atOnce: 8 };

/** Puts something into a cart by a form, as a browser would. */
async function addToCart({ proof: { shop: { url }, random } }: BrokenShop): Promise<Answered> {
  const began = performance.now();
  const answer = await fetch(url + KEPT, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams({ "option.Colour": "Sage", quantity: "1", key: random.uuid() }),
    redirect: "manual",
  });
  await answer.body?.cancel();
  const milliseconds = Math.round(performance.now() - began);
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), milliseconds };
}

async function noticesNothing(shop: BrokenShop): Promise<void> {
  const { status, milliseconds } = await addToCart(shop);
  assert.equal(status, 303);
  assert.ok(milliseconds < SOON_MS, `a form was answered after ${milliseconds} ms`);
}

Deno.test("a service is away", (t) =>
  breakShop(t, {
    "guests do not notice that the user service hangs; accounts are refused soon, and can order once it answers":
      async (shop) => {
        const { proof } = shop;
        const { access_token: token } = await signUp(proof.shop, `${proof.random.uuid()}@example.com`);
        const guests = await shop.cart();
        const account = await asAccount(
          token,
          async ({ customerId, guestId }) => ({ ...await shop.cart({ guestId }), customerId }),
        );
        await shop.whileHung("user", async () => {
          const began = performance.now();
          await isRefused(asAccount(token, () => proof.clients.checkout.placeOrder(account)));
          const milliseconds = Math.round(performance.now() - began);
          assert.ok(milliseconds < REFUSAL_MS, `an account was refused after ${milliseconds} ms`);
          assert.equal((await shop.order(guests)).ending, "ok");
          await until(async () => (await shop.health()).status === "degraded", PATIENCE_MS);
          assert.equal((await shop.health()).http, 200);
        });
        assert.equal((await asAccount(token, () => shop.order(account))).ending, "ok");
      },
    "the site serves what it keeps while the order service hangs, and says when to try again what it does not keep":
      async (shop) => {
        const { clients } = shop.proof;
        await shop.get(KEPT);
        const cart = await shop.cart();
        await shop.whileHung("order", async () => {
          const adding = addToCart(shop);
          const placing = isRefused(clients.checkout.placeOrder(cart));
          const [kept, page, api, health] = await Promise.all([
            shop.get(KEPT),
            shop.get(`/products/clothbound-notebook?at=${crypto.randomUUID()}`),
            shop.get(`/api/v1/products/`),
            shop.health(),
          ]);
          assert.equal(kept.status, 200);
          assert.deepEqual([page.status, page.retryAfter], [503, "5"]);
          assert.deepEqual([api.status, api.retryAfter], [504, "1"]);
          for (const { milliseconds } of [kept, page, api]) assert.ok(milliseconds < PAGE_MS, `${milliseconds} ms`);
          assert.deepEqual(health, {
            http: 503,
            status: "unavailable",
            retryAfter: "1",
            away: ["order", "order.postgres"],
          });
          const form = await adding;
          assert.deepEqual([form.status, form.retryAfter], [503, "5"]);
          assert.ok(form.milliseconds < PAGE_MS, `a form was answered after ${form.milliseconds} ms`);
          await placing;
        });
        assert.equal((await shop.order(cart)).ending, "ok");
      },
    "the site answers while the order service is started anew, and works when it is back": async (shop) => {
      await shop.get(KEPT);
      await shop.proof.shop.kill("order");
      const path = `/products/clothbound-notebook?at=${crypto.randomUUID()}`;
      const answers = [await shop.get(KEPT)];
      assert.equal(answers[0]!.status, 200);
      await until(async () => {
        const answer = await shop.get(path);
        answers.push(answer);
        return answer.status === 200;
      }, PATIENCE_MS);
      for (const { status, retryAfter, milliseconds } of answers) {
        assert.ok(status === 200 || (status === 503 && retryAfter === "5"), `a page answered ${status}`);
        assert.ok(milliseconds < PAGE_MS, `a page was answered after ${milliseconds} ms`);
      }
      assert.equal((await shop.order(await shop.cart())).ending, "ok");
    },
    "nobody who buys notices that Redis hangs, ends or forgets everything": async (shop) => {
      const lines = shop.countLines();
      await shop.whileHung("redis", async () => {
        await noticesNothing(shop);
        await noticesNothing(shop);
        const away = ["user.redis", "redis"];
        assert.deepEqual(await shop.health(), { http: 200, status: "degraded", retryAfter: null, away });
      });
      await shop.proof.shop.kill("redis"); // which keeps all it has in memory
      await noticesNothing(shop);
      await until(async () => {
        await noticesNothing(shop);
        return lines("limits are shared again") > 0;
      }, PATIENCE_MS);
      assert.equal(lines("limits are local for now"), lines("limits are shared again"));
    },
    "buyers do not notice that one of two replicas of the order service is killed": async (shop) => {
      const { proof } = shop;
      const { orderService, userService } = proof.addresses;
      await using second = await startReplica(proof.shop, orderService);
      const identity = await readIdentity(proof.certificates("edge"));
      const clients = openClients({ orderService: `ipv4:${orderService},${second.address}`, userService, identity });
      const purchases = wishes(proof, await stockUp(proof), BUYERS.purchases);
      let killed: Promise<void> | undefined;
      const entries = await crowd({
        experiment: "faults",
        ...proof,
        clients,
        purchases,
        atOnce: BUYERS.atOnce,
        patienceMs: PATIENCE_MS,
        onEnded: (ended) => {
          if (ended === BUYERS.purchases / 4) killed = proof.shop.kill("order");
        },
      });
      await killed;
      clients.close();
      assert.equal(entries.filter(({ ending }) => ending === "info").length, 0, "a purchase was not answered");
      await proof.shop.whenBack("order");
    },
  }));

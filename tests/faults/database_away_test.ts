import assert from "node:assert/strict";
import { asAccount, signUp } from "../identity/sign_up.ts";
import { until } from "../shop.ts";
import { breakShop, type BrokenShop, isRefused, PATIENCE_MS } from "./broken_shop.ts";

/** Longer than any page waits for the order service, and somewhat more. */
const PAGE_MS = 4_000;
/** Connections that a database refuses in a while: enough for every loop of the service to have failed several times. */
const REFUSALS = 40;
/** What the loops of the order service say when they notice an outage, and its end. Short ones they may not notice. */
const OUTAGE_LINES = [["workflows cannot go on", "workflows go on again"], [
  "Cannot hand events on",
  "Events are handed on again",
]] as const;
/** In the edge's cache from before, and not. */
const KEPT = "/products/stoneware-mug";
const NOT_KEPT = "/products/clothbound-notebook";

/** Pages that are kept are served; anything else is refused soon, in words that say when to try again. */
async function browsersAreTold(shop: BrokenShop): Promise<void> {
  assert.equal((await shop.get(KEPT)).status, 200);
  for (
    const [path, retryAfter] of [[`${NOT_KEPT}?at=${crypto.randomUUID()}`, "5"], ["/api/v1/products/", "1"]] as const
  ) {
    const { status, milliseconds, ...answer } = await shop.get(path);
    assert.ok(status === 503 || (status === 504 && path.startsWith("/api/")), `${path} answered ${status}`);
    assert.equal(answer.retryAfter, retryAfter);
    assert.ok(milliseconds < PAGE_MS, `${path} answered after ${milliseconds} ms`);
  }
}

const UNWELL = { http: 503, status: "unavailable", retryAfter: "1", away: ["order", "order.postgres"] };

Deno.test("a database is away", (t) =>
  breakShop(t, {
    "the order service outlives an order database that turns everybody away, and says so once": async (shop) => {
      const { clients, shop: { pids } } = shop.proof;
      await shop.get(KEPT);
      const cart = await shop.cart();
      const before = await pids("order");
      const lines = shop.countLines();
      await shop.whileLockedOut("order", async () => {
        await until(async () => (await shop.health()).http === 503, PATIENCE_MS);
        await browsersAreTold(shop);
        assert.deepEqual(await shop.health(), UNWELL);
        await isRefused(clients.checkout.placeOrder(cart));
        await isRefused(clients.cart.getCart({ guestId: cart.guestId! }));
        await until(() => lines("FATAL:  too many connections") > REFUSALS, PATIENCE_MS);
      });
      assert.equal((await shop.order(cart)).ending, "ok");
      for (const [gone, back] of OUTAGE_LINES) {
        await until(() => lines(gone) === lines(back), PATIENCE_MS);
        assert.ok(lines(gone) <= 1, `"${gone}" was told ${lines(gone)} times`);
      }
      assert.deepEqual(await pids("order"), before, "the order service ended with its database");
    },
    "calls end at their deadlines while PostgreSQL hangs, and the same key orders once afterwards": async (shop) => {
      const { clients } = shop.proof;
      await shop.get(KEPT);
      const cart = await shop.cart();
      await shop.whileHung("postgres", async () => {
        await Promise.all([
          browsersAreTold(shop),
          isRefused(clients.checkout.placeOrder(cart)),
          until(async () => (await shop.health()).http === 503, PATIENCE_MS),
        ]);
      });
      assert.equal((await shop.order(cart)).ending, "ok");
    },
    "an order waits for a lock no longer than its deadline, and nobody who only looks waits for it": async (shop) => {
      const { clients, database } = shop.proof;
      const cart = await shop.cart();
      await database.begin(async (tx) => {
        await tx`lock table orders in access exclusive mode`;
        const placing = isRefused(clients.checkout.placeOrder(cart));
        await clients.catalog.listProducts({});
        await clients.cart.getCart({ guestId: cart.guestId! });
        assert.equal((await shop.health()).http, 200);
        await placing;
      });
      assert.equal((await shop.order(cart)).ending, "ok");
    },
    "guests do not notice that the user database is away; accounts are refused, once a click, and mailed nothing":
      async (shop) => {
        const { proof, proof: { database } } = shop;
        const { access_token: token } = await signUp(proof.shop, `${proof.random.uuid()}@example.com`);
        const guests = await shop.cart();
        const account = await asAccount(
          token,
          async ({ customerId, guestId }) => ({ ...await shop.cart({ guestId }), customerId }),
        );
        await shop.whileLockedOut("user", async () => {
          await until(async () => (await shop.health()).away.length > 0, PATIENCE_MS);
          const health = await shop.health();
          assert.deepEqual(health, {
            http: 200,
            status: "degraded",
            retryAfter: null,
            away: ["user", "user.postgres"],
          });
          assert.equal((await shop.order(guests)).ending, "ok");
          await isRefused(asAccount(token, () => proof.clients.checkout.placeOrder(account)));
          const opened = await database`select number from orders where guest_id = ${account.guestId!}`;
          assert.equal(opened.length, 1, "one click opened several orders");
        });
        assert.equal((await asAccount(token, () => shop.order(account))).ending, "ok");
        const told = () =>
          database<{ kind: string }[]>`
            select kind from mails join orders on orders.id = order_id where guest_id = ${account.guestId!}`;
        await until(async () => (await told()).length > 0, PATIENCE_MS);
        assert.deepEqual((await told()).map(({ kind }) => kind), ["order.paid"]);
      },
  }));

import assert from "node:assert/strict";
import postgres from "postgres";
import { brokenInvariants } from "../../services/order/orders/invariants.ts";
import { setStock } from "../../services/order/testing/fixture.ts";
import { type Shop, type ShopProcess, startShop, until } from "../shop.ts";
import { Shopper } from "./shopper.ts";

const SHOPPERS = 12;
const RECOVERY_MS = 60_000;
const SKU_OPTION = { "option.Colour": "Sage" };
const SLUG = "stoneware-mug";

/** The order database of an embedded shop, as its service sees it. */
async function orderDatabase(shop: Shop): Promise<postgres.Sql<{ bigint: bigint }>> {
  const { orderPassword } = JSON.parse(await Deno.readTextFile(`${shop.state}/secrets.json`));
  const [, , , port] = (await Deno.readTextFile(`${shop.state}/postgres/data/postmaster.pid`)).split("\n");
  return postgres(`postgres://shopflow_order:${orderPassword}@127.0.0.1:${port}/shopflow_order`, {
    max: 1,
    types: { bigint: postgres.BigInt },
  });
}

interface Books {
  orders: number;
  /** Orders whose payment is not decided yet. */
  undecided: number;
  /** Units of the product on hand and sold. */
  units: number;
  broken: unknown[];
}

async function withDatabase<T>(
  shop: Shop,
  use: (database: postgres.Sql<{ bigint: bigint }>) => Promise<T>,
): Promise<T> {
  const database = await orderDatabase(shop);
  try {
    return await use(database);
  } finally {
    await database.end();
  }
}

function readBooks(shop: Shop): Promise<Books> {
  return withDatabase(shop, async (database) => {
    const [books] = await database<Omit<Books, "broken">[]>`
      select (select count(*)::int from orders) as orders,
        (select count(*)::int from orders where status = 'placed') as undecided,
        (select sum(on_hand)::int from stock join variants on variants.id = variant_id join products on products.id = product_id
          where slug = ${SLUG})
        + (select coalesce(sum(quantity), 0)::int from order_lines where product_slug = ${SLUG}) as units`;
    return { ...books!, broken: await brokenInvariants(database) };
  });
}

Deno.test("a process killed during purchases loses and doubles nothing", async (t) => {
  await using shop = await startShop();
  await withDatabase(shop, (database) => setStock(database, 1000));
  const atFirst = await readBooks(shop);
  let bought = 0;
  for (const victim of ["order", "edge", "postgres", "user", "redis", "bank", "mailbox"] satisfies ShopProcess[]) {
    await t.step(`${victim} killed, twice, while ${SHOPPERS} people buy`, async () => {
      const numbers: string[] = [];
      const purchases = Array.from({ length: SHOPPERS }, async () => {
        numbers.push(await new Shopper(shop.url).buy(SLUG, SKU_OPTION));
      });
      const done = Promise.all(purchases);
      for (const soFar of [1, SHOPPERS / 2]) {
        await Promise.race([until(() => numbers.length >= soFar, 60_000), done]);
        await shop.kill(victim);
      }
      await done;
      // Health may be a second old: the shop is back when its books can be read.
      let now: Books | undefined;
      await until(async () => (now = await readBooks(shop).catch(() => undefined))?.undecided === 0, RECOVERY_MS);
      assert.ok(now);
      bought += SHOPPERS;
      assert.equal(new Set(numbers).size, SHOPPERS, "an order was told to two shoppers");
      assert.deepEqual(now.broken, []);
      assert.equal(now.orders - atFirst.orders, bought, "orders were lost or doubled");
      assert.equal(now.units, atFirst.units, "units were lost or doubled");
    });
  }
});

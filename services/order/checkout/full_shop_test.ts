import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { GetCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { Database } from "../../kit/database.ts";
import { createLog } from "../../kit/log.ts";
import type { LocalConsumer } from "../../kit/outbox/consumer.ts";
import { runRelay } from "../../kit/outbox/relay.ts";
import { getCart } from "../cart/get_cart.ts";
import { unitsSold } from "../consumers/units_sold.ts";
import { copyRows } from "../testing/copy_rows.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";

/** Purchases of a shop of whose tables PostgreSQL has just taken its first statistics, which it does after fifty changes of one. */
const YOUNG = 10;
/** Purchases of one that has grown. */
const FULL = 1_000;
/** Rows of a table, or entries of an index, that a purchase may read. */
const FEW = 100;

Deno.test("a purchase reads few rows of a full shop, with plans that were made when it was young", async () => {
  // One connection, so that what is bought later meets the plans of what was bought before
  await using shop = await testShop(1);
  const { database } = shop;
  for (const sku of ["MUG", "JUG"]) await addVariant(database, { sku });
  await buy(database);
  await copyRows(database, 1, YOUNG);
  await database`analyze`;
  await buy(database);
  await copyRows(database, YOUNG + 1, FULL);
  await database`insert into carts (guest_id) select gen_random_uuid() from generate_series(1, ${FULL})`;
  const before = await counts(database);
  await buy(database);
  const after = await counts(database);
  const change = (key: Counted) =>
    [...after].map(([name, count]) => ({ name, count: count[key] - (before.get(name)?.[key] ?? 0) }));
  const written = change("written").filter(({ count }) => count > 0);
  // Else copyRows() must learn of a table
  assert.deepEqual(written.filter(({ name }) => after.get(name)!.written < FULL), []);
  assert.deepEqual(change("read").filter(({ count }) => count > FEW), []);
});

/** A purchase, with what follows from it at once. */
async function buy(database: Database): Promise<void> {
  const guestId = crypto.randomUUID();
  for (const sku of ["MUG", "JUG"]) await add(database, guestId, sku);
  await getCart(database, create(GetCartRequestSchema, { guestId }));
  await place(database, orderRequest(guestId, 2000n + GB_STANDARD));
  const counted = Promise.withResolvers<void>();
  const counting: LocalConsumer = {
    ...unitsSold,
    async inTransaction(tx, events) {
      await unitsSold.inTransaction(tx, events);
      counted.resolve();
    },
  };
  const stop = new AbortController();
  const log = createLog({ process: "test", sink: () => {} });
  const relay = runRelay({ database, log, consumers: [counting], signal: stop.signal });
  await counted.promise;
  stop.abort();
  await relay;
}

type Counted = "read" | "written";

/** Rows read so far of each table from end to end and entries of each index, and rows written to each table. */
async function counts(database: Database): Promise<Map<string, Record<Counted, number>>> {
  await database`select pg_stat_force_next_flush()`;
  const rows = await database<({ name: string } & Record<Counted, number>)[]>`
    select relname as name, seq_tup_read::int as read, n_tup_ins::int as written from pg_stat_user_tables
    union all
    select indexrelname, idx_tup_read::int, 0 from pg_stat_user_indexes`;
  return new Map(rows.map(({ name, ...count }) => [name, count]));
}

import { testDatabase } from "../../../dev/testing/database.ts";
import { type Database, openDatabase, type Query } from "../../kit/database.ts";
import { migrate } from "../../kit/migrate.ts";
import { MIGRATIONS } from "../migrations.ts";

/** A shop's database for one test, with an empty catalogue. */
export interface TestShop extends AsyncDisposable {
  readonly database: Database;
  readonly url: string;
  /** Lets new connections in, or turns them away; those that exist stay. */
  setConnectable(connectable: boolean): Promise<void>;
}

/** What a test sells. */
export interface TestVariant {
  sku: string;
  /** Minor units of GBP; 1000 unless given. */
  price?: bigint;
  /** Units in stock; 100 unless given. */
  onHand?: number;
}

/** Makes a database of its own for a test and opens it. */
export async function testShop(connections = 10): Promise<TestShop> {
  const base = await testDatabase("order", migrateOrder);
  const database = openDatabase(base.url, { name: "order-test", connections });
  return {
    database,
    url: base.url,
    async setConnectable(connectable) {
      await database.unsafe(`alter database ${database.options.database} connection limit ${connectable ? -1 : 0}`);
    },
    async [Symbol.asyncDispose]() {
      // A connection that was killed never counts as ended; the driver closes it when the time is over
      await database.end({ timeout: 1 });
      await base[Symbol.asyncDispose]();
    },
  };
}

async function migrateOrder(url: string): Promise<void> {
  const database = openDatabase(url, { name: "order-test", connections: 1 });
  try {
    await migrate(database, ...MIGRATIONS);
  } finally {
    await database.end();
  }
}

/** Adds a product with one variant to the catalogue. */
export async function addVariant(database: Database, variant: TestVariant): Promise<void> {
  const { sku, price = 1000n, onHand = 100 } = variant;
  await database`
    with category as (
      insert into categories (slug, name) values ('all', 'All') on conflict (slug) do update set name = 'All' returning id
    ), product as (
      insert into products (code, slug, title, category_id, image_url)
      select ${sku}, ${sku.toLowerCase()}, ${"Title of " + sku}, id, ${`/images/${sku}.svg`} from category returning id
    ), variant as (
      insert into variants (product_id, sku, option_values)
      select id, ${sku}, '[{"name": "Colour", "value": "Sage"}]' from product returning id
    ), price as (
      insert into prices (price_list, variant_id, amount) select 'default', id, ${price} from variant
    ), shelved as (
      insert into stock (variant_id, on_hand) select id, ${onHand} from variant
    )
    insert into stock_movements (variant_id, location, change, reason, actor)
    select id, 'main', ${onHand}, 'received', 'system' from variant where ${onHand}::int > 0`;
}

/** Sets what is on hand, of every variant unless one is named, at the first location unless another is. */
export async function setStock(
  query: Query,
  onHand: number,
  { sku = null, location = "main" }: { sku?: string | null; location?: string } = {},
): Promise<void> {
  await query`
    with there as materialized (
      select variant_id, on_hand from stock where location = ${location} order by variant_id for no key update
    ), counted as materialized (
      select id, coalesce(on_hand, 0) as before from variants left join there on variant_id = id
      where sku = ${sku} or ${sku}::text is null
    ), written as (
      insert into stock (variant_id, location, on_hand) select id, ${location}, ${onHand} from counted
      on conflict (variant_id, location) do update set on_hand = excluded.on_hand
    )
    insert into stock_movements (variant_id, location, change, reason, actor)
    select id, ${location}, ${onHand} - before, 'counted', 'system' from counted where before <> ${onHand}`;
}

/** Adds a location, from which orders take after those of lower priority. The first is "main", of priority 0. */
export async function addLocation(query: Query, code: string, priority: number): Promise<void> {
  await query`insert into locations (code, name, priority) values (${code}, ${code}, ${priority})`;
}

/** Changes the price of a variant, in minor units of GBP. */
export async function setPrice(database: Database, sku: string, price: bigint): Promise<void> {
  await database`
    update prices set amount = ${price} from variants where variant_id = variants.id and sku = ${sku}`;
}

/** Units of a variant in stock, held ones included. */
export async function onHand(database: Database, sku: string): Promise<number> {
  const [row] = await database<{ onHand: number | null }[]>`
    select sum(on_hand)::int as "onHand" from stock join variants on id = variant_id where sku = ${sku}`;
  if (typeof row?.onHand !== "number") throw new Error(`Cannot read stock: "${sku}" does not exist`);
  return row.onHand;
}

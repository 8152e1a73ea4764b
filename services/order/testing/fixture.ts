import { testDatabase } from "../../../dev/testing/database.ts";
import { type Database, openDatabase } from "../../kit/database.ts";
import { migrate } from "../../kit/migrate.ts";

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
    await migrate(database, new URL("../migrations/", import.meta.url));
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
    )
    insert into stock (variant_id, on_hand) select id, ${onHand} from variant`;
}

/** Changes the price of a variant, in minor units of GBP. */
export async function setPrice(database: Database, sku: string, price: bigint): Promise<void> {
  await database`
    update prices set amount = ${price} from variants where variant_id = variants.id and sku = ${sku}`;
}

/** Units of a variant in stock. */
export async function onHand(database: Database, sku: string): Promise<number> {
  const [row] = await database<{ onHand: number }[]>`
    select on_hand as "onHand" from stock join variants on id = variant_id where sku = ${sku}`;
  if (!row) throw new Error(`Cannot read stock: "${sku}" does not exist`);
  return row.onHand;
}

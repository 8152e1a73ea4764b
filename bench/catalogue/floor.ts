/** The floor of the catalogue: one Hono handler with one indexed query on the shop's own tables, in one process. */
import { Hono } from "hono";
import postgres from "postgres";
import { print } from "../../dev/print.ts";

const sql = postgres(Deno.env.get("DATABASE_URL")!, { max: 10 });
const app = new Hono();

/** What a list shows of a product. */
const card = sql`
  slug, title, image_url, price_from::int, price_to::int, variant_count, (
    select true from variants join stock on variant_id = variants.id
    where product_id = products.id and on_hand > reserved limit 1
  ) as in_stock`;

app.get("/products/", async (c) =>
  c.json(
    await sql`
      select ${card} from products where price_from is not null order by units_sold desc, id desc limit 20`,
  ));

app.get("/products/:slug/", async (c) => {
  const variants = await sql`
    select products.slug, title, description, options, attributes, categories.name as category, sku, option_values,
      variants.image_url, amount::int, on_hand - reserved as available
    from products
    join categories on categories.id = category_id
    join variants on product_id = products.id
    join prices on prices.variant_id = variants.id
    join stock on stock.variant_id = variants.id
    where products.slug = ${c.req.param("slug")}`;
  return c.json(variants);
});

app.get("/search/", async (c) =>
  c.json(
    await sql`
      select ${card} from products, plainto_tsquery('simple', ${c.req.query("q") ?? ""}) query
      where words @@ query and price_from is not null
      order by ts_rank(words, query) desc, units_sold desc limit 20`,
  ));

Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => print(String(port)) }, app.fetch);

import postgres from "postgres";
import { exists } from "../../dev/exists.ts";
import { type BenchShop, runTool } from "../shop.ts";

const ROOT = new URL("../../", import.meta.url);
/** A real shop's catalogue, which is not part of the project. */
const REAL = new URL("../shared/data/online-retail/catalogue.csv", ROOT).pathname;
const PRODUCTS = 1_000;
const SLUGS = 50;
const WORDS = 20;

/** What is asked for. */
export interface Asked {
  /** Where the products come from. */
  source: string;
  slugs: string[];
  /** Single words, each in the titles of many products. */
  words: string[];
}

/** Fills a shop with the sample catalogue and, where the real one is at hand, its first thousand products. */
export async function fillCatalogue(shop: BenchShop): Promise<Asked> {
  await runTool("dev/sample/load.ts", [], shop.operator);
  const hasReal = await exists(REAL);
  if (hasReal) await loadReal(shop);
  const sql = postgres(shop.parts.orderDatabase, { max: 1, onnotice: () => {} });
  try {
    await sql`vacuum analyze`;
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`select count(*)::int from products`;
    const slugs = await sql<{ slug: string }[]>`select slug from products order by md5(slug) limit ${SLUGS}`;
    const words = await sql<{ word: string }[]>`
      select word from ts_stat('select to_tsvector(''simple'', title) from products')
      where word ~ '^[a-z]{4,}$' and to_tsvector('english', word) <> '' order by ndoc desc, word limit ${WORDS}`;
    const source = hasReal
      ? "the sample and part of a real catalogue"
      : "the sample alone: no real catalogue is at hand";
    return {
      source: `${count} products, ${source}`,
      slugs: slugs.map(({ slug }) => slug),
      words: words.map(({ word }) => word),
    };
  } finally {
    await sql.end();
  }
}

async function loadReal(shop: BenchShop): Promise<void> {
  const [head = "", ...rows] = (await Deno.readTextFile(REAL)).trimEnd().split("\n");
  const wanted = new Set<string>();
  for (const row of rows) if (wanted.size < PRODUCTS) wanted.add(productOf(row));
  const file = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(file, [head, ...rows.filter((row) => wanted.has(productOf(row)))].join("\n"));
  await runTool("dev/import.ts", [file], shop.operator);
  await Deno.remove(file);
}

function productOf(row: string): string {
  return row.split(",")[1]!;
}

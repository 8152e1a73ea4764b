import type { Database } from "../../kit/database.ts";

/** Lists the currencies in which the shop sells, first that of the catalogue. */
export async function listCurrencies(database: Database): Promise<{ currencyCodes: string[] }> {
  const lists = await database<{ currency: string }[]>`
    select currency from price_lists order by is_default desc, currency`;
  return { currencyCodes: lists.map(({ currency }) => currency) };
}

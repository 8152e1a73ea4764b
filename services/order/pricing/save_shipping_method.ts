import type { SaveShippingMethodRequest } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { checkFields } from "./check_fields.ts";
import { currencyProblem } from "./sellable_currency.ts";

/** Makes or changes a shipping method, with all its bands. Fails with INVALID_ARGUMENT, naming the fields at fault. */
export async function saveShippingMethod(
  database: Database,
  request: SaveShippingMethodRequest,
): Promise<Record<never, never>> {
  const { zone, code, currencyCode: currency, name, minorUnits: price, daysMin, daysMax, bands } = request;
  const disordered = bands.findIndex(({ maxGrams }, index) => index > 0 && maxGrams <= bands[index - 1]!.maxGrams);
  const [country] = await database`select from shipping_countries where zone = ${zone} limit 1`;
  checkFields("the shipping method", [
    ["zone", !country && "Must be the zone of a country"],
    ["currency_code", currencyProblem(currency)],
    ["days_max", daysMax < daysMin && "Must be at least days_min"],
    [`bands[${disordered}].max_grams`, disordered >= 0 && "Must be more than in the band before"],
  ]);
  await transaction(database, async (tx) => {
    // Locks the method: what is saved at once is saved one after the other
    await tx`
      insert into shipping_methods (zone, code, currency, name, price, free_from, days_min, days_max)
      values (${zone}, ${code}, ${currency}, ${name}, ${price}, ${request.freeFrom ?? null}, ${daysMin}, ${daysMax})
      on conflict (zone, code, currency) do update set name = excluded.name, price = excluded.price,
        free_from = excluded.free_from, days_min = excluded.days_min, days_max = excluded.days_max`;
    await tx`delete from shipping_bands where (zone, code, currency) = (${zone}, ${code}, ${currency})`;
    await tx`
      insert into shipping_bands (zone, code, currency, max_grams, price)
      select ${zone}, ${code}, ${currency}, max_grams, price
      from unnest(${bands.map(({ maxGrams }) => maxGrams)}::int[], ${
      bands.map((band) => String(band.minorUnits))
    }::bigint[])
        as band (max_grams, price)`;
  });
  return {};
}

import type { SaveTaxRatesRequest, TaxRate } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { regionProblem } from "../../kit/regions.ts";
import { checkFields } from "./check_fields.ts";
import { STANDARD_CLASS } from "./tax.ts";

/** Sets all tax rates of a country. Fails with INVALID_ARGUMENT, naming the rates at fault. */
export async function saveTaxRates(
  database: Database,
  { countryCode, pricesIncludeTax, rates }: SaveTaxRatesRequest,
): Promise<Record<never, never>> {
  const hasStandard = rates.some(({ region, taxClass }) => region === "" && taxClass === STANDARD_CLASS);
  checkFields("tax rates", [
    ["rates", rates.length > 0 && !hasStandard && `Must have one for "${STANDARD_CLASS}" in the whole country`],
    ...rateProblems(countryCode, rates),
  ]);
  await transaction(database, async (tx) => {
    // Locks the country: rates saved at once are saved one after the other
    await tx`
      insert into tax_regions (country_code, prices_include_tax) values (${countryCode}, ${pricesIncludeTax})
      on conflict (country_code) do update set prices_include_tax = excluded.prices_include_tax`;
    await tx`delete from tax_rates where country_code = ${countryCode}`;
    const rows = rates.map(({ region, taxClass, name, ratePpm }) => ({ region, taxClass, name, ratePpm }));
    await tx`
      insert into tax_rates (country_code, region, tax_class, name, rate_ppm)
      select ${countryCode}, region, "taxClass", name, "ratePpm"
      from jsonb_to_recordset(${tx.json(rows)}) as r (region text, "taxClass" text, name text, "ratePpm" int)`;
  });
  return {};
}

function rateProblems(countryCode: string, rates: readonly TaxRate[]): [string, string | undefined][] {
  const seen = new Set<string>();
  return rates.map(({ region, taxClass }, index) => {
    const key = `${region}/${taxClass}`;
    const problem = seen.has(key)
      ? "Must not have the region and class of another"
      : region === ""
      ? undefined
      : regionProblem(countryCode, region);
    seen.add(key);
    return [`rates[${index}]`, problem];
  });
}

import type { Query } from "../../kit/database.ts";
import type { ShippingTerms } from "./price_order.ts";

/** A way to send an order to a country. */
export interface ShippingMethod extends ShippingTerms {
  code: string;
  name: string;
  daysMin: number;
  daysMax: number;
}

/** The ways to send to a country, in the shop's currency; none when the shop does not send there. */
export async function readShippingMethods(query: Query, countryCode: string): Promise<ShippingMethod[]> {
  return await query<ShippingMethod[]>`
    select method.code, method.name, price, free_from as "freeFrom", days_min as "daysMin", days_max as "daysMax"
    from shipping_countries country
    join shipping_methods method on method.zone = country.zone
    join price_lists price_list on price_list.is_default and price_list.currency = method.currency
    where country.code = ${countryCode}
    order by method.code`;
}

import { PricingService } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { ofShopper } from "../shopper.ts";
import { chooseCurrency } from "./choose_currency.ts";
import { endPromotion } from "./end_promotion.ts";
import { listCurrencies } from "./list_currencies.ts";
import { listPromotions } from "./list_promotions.ts";
import { savePriceList } from "./save_price_list.ts";
import { savePromotion } from "./save_promotion.ts";
import { saveShippingMethod } from "./save_shipping_method.ts";
import { saveTaxRates } from "./save_tax_rates.ts";
import { setPrices } from "./set_prices.ts";
import { setTaxAndWeight } from "./set_tax_and_weight.ts";

/** The pricing service on a database. */
export function pricingService(database: Database): Implementation {
  return implement(PricingService, {
    listCurrencies: () => listCurrencies(database),
    chooseCurrency: (request, call) => chooseCurrency(database, ofShopper(request, call)),
    savePriceList: (request) => savePriceList(database, request),
    setPrices: (request) => setPrices(database, request),
    setTaxAndWeight: (request) => setTaxAndWeight(database, request),
    listPromotions: (request) => listPromotions(database, request),
    savePromotion: (request) => savePromotion(database, request),
    endPromotion: (request) => endPromotion(database, request),
    saveTaxRates: (request) => saveTaxRates(database, request),
    saveShippingMethod: (request) => saveShippingMethod(database, request),
  });
}

import { CatalogService } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { exportProducts } from "./export_products.ts";
import { getProduct } from "./get_product.ts";
import { importProducts } from "./import_products.ts";
import { listCategories } from "./list_categories.ts";
import { listProducts } from "./list_products.ts";
import { searchProducts } from "./search_products.ts";

/** What the shop sells, over its database. */
export function catalogService(database: Database): Implementation {
  return implement(CatalogService, {
    listProducts: (request) => listProducts(database, request),
    searchProducts: (request) => searchProducts(database, request),
    getProduct: (request) => getProduct(database, request),
    listCategories: () => listCategories(database),
    importProducts: (requests) => importProducts(database, requests),
    exportProducts: () => exportProducts(database),
  });
}

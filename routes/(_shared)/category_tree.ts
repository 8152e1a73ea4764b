import type { Clients } from "../../edge/clients/clients.ts";
import type { Category } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";

/** Every page names the categories and they hardly ever change: how long one answer serves. */
const KEPT_MS = 30_000;

type Catalog = Pick<Clients["catalog"], "listCategories">;

const kept = new WeakMap<Catalog, { at: number; categories: Promise<Category[]> }>();

/** The category tree, parents before children; at most `KEPT_MS` old. */
export async function readCategories(catalog: Catalog, now = Date.now()): Promise<Category[]> {
  const known = kept.get(catalog);
  if (known && now - known.at < KEPT_MS) return await known.categories;
  const categories = catalog.listCategories({}).then((response) => response.categories);
  kept.set(catalog, { at: now, categories });
  try {
    return await categories;
  } catch (error) {
    kept.delete(catalog); // A failure is not worth keeping.
    throw error;
  }
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  CatalogRow,
  ImportProductsRequest,
  ImportProductsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { applyPlan } from "./import/apply.ts";
import { applyStock } from "./import/apply_stock.ts";
import { ensureCategories, namesOf } from "./import/category_paths.ts";
import { checkRows } from "./import/check_rows.ts";
import { planImport } from "./import/plan.ts";
import { problemsError } from "./import/problems.ts";
import { readState } from "./import/state.ts";

/** They are held in memory, so that no transaction waits for a slow sender. */
const MAX_ROWS = 100_000;
/** Serialises imports: each sees all that the one before did. */
export const IMPORT_LOCK = 7_270_02;

type Response = MessageInitShape<typeof ImportProductsResponseSchema>;

/** Loads rows in one transaction: all of them, or none when any is wrong. */
export async function importProducts(sql: Database, requests: AsyncIterable<ImportProductsRequest>): Promise<Response> {
  const rows: CatalogRow[] = [];
  for await (const request of requests) {
    rows.push(...request.rows);
    if (rows.length > MAX_ROWS) {
      throw new ShopError(ErrorCode.TOO_LARGE, `Cannot import products: there are more than ${MAX_ROWS} rows`);
    }
  }
  const problems = checkRows(rows);
  if (problems.length > 0) throw problemsError(problems);
  return rows.length === 0 ? {} : await transaction(sql, (tx) => load(tx, rows));
}

async function load(tx: Query, rows: CatalogRow[]): Promise<Response> {
  await tx`select pg_advisory_xact_lock(${IMPORT_LOCK})`;
  const categories = await ensureCategories(tx, rows.map((row) => namesOf(row.category)));
  const codes = new Set(rows.map((row) => row.product));
  const state = await readState(tx, [...codes], rows.map((row) => row.sku));
  const plan = planImport(rows, state, categories);
  if (plan.problems.length > 0) throw problemsError(plan.problems);
  await applyPlan(tx, plan, categories.values());
  // Else the first readers would get plans for empty tables, until autovacuum comes by.
  if (plan.created.size > 0) await tx`analyze categories, products, variants, prices, search_words`;
  const restocked = await applyStock(tx, rows, plan.created);
  const updated = rows.filter(({ sku }) => plan.updated.has(sku) || restocked.has(sku)).length;
  return {
    created: plan.created.size,
    updated,
    unchanged: rows.length - plan.created.size - updated,
    products: codes.size,
  };
}

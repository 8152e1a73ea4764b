import type { Query } from "../../../kit/database.ts";
import { uniqueSlugs } from "../slugs.ts";

/** A category with the names of all above it, its own last. */
export interface CategoryPath {
  /** A bigint as text, as records travel to the database in JSON. */
  id: string;
  names: string[];
}

/** The names in a path such as "Kitchen > Mugs". */
export function namesOf(path: string): string[] {
  return path.split(">").map((name) => name.trim());
}

/** Every category by its path, after those in `paths` that did not exist have been made. */
export async function ensureCategories(tx: Query, paths: string[][]): Promise<Map<string, CategoryPath>> {
  const known = new Map((await categoryPaths(tx)).map((category) => [pathKey(category.names), category]));
  for (let depth = 1;; depth++) {
    const level = paths.filter((names) => names.length >= depth).map((names) => names.slice(0, depth));
    if (level.length === 0) return known;
    const missing = new Map(level.map((names) => [pathKey(names), names]));
    for (const key of known.keys()) missing.delete(key);
    if (missing.size > 0) await createCategories(tx, known, [...missing.values()]);
  }
}

/** What `ensureCategories` files a path under. */
export function pathKey(names: string[]): string {
  return names.join(" > ");
}

/** Every category, parents before children. */
export async function categoryPaths(tx: Query): Promise<CategoryPath[]> {
  return await tx<CategoryPath[]>`
    with recursive tree as (
      select id, array[name] as names from categories where parent_id is null
      union all
      select c.id, names || c.name from categories c join tree on c.parent_id = tree.id
    )
    select id::text, names from tree`;
}

/** Makes categories whose parents are known, and adds them to `known`. */
async function createCategories(tx: Query, known: Map<string, CategoryPath>, paths: string[][]): Promise<void> {
  const titles = paths.map((names) => ({ title: names.at(-1)!, fallback: "category" }));
  const taken = await tx<{ slug: string }[]>`select slug from categories`;
  const slugs = uniqueSlugs(titles, taken.map((row) => row.slug));
  const records = paths.map((names, i) => ({
    parent_id: known.get(pathKey(names.slice(0, -1)))?.id ?? null,
    name: names.at(-1)!,
    slug: slugs[i]!,
  }));
  const created = await tx<{ id: string; slug: string }[]>`
    insert into categories (parent_id, name, slug)
    select parent_id, name, slug from jsonb_to_recordset(${
    tx.json(records)
  }) as r(parent_id bigint, name text, slug text)
    returning id::text, slug`;
  const ids = new Map(created.map((row) => [row.slug, row.id]));
  paths.forEach((names, i) => known.set(pathKey(names), { id: ids.get(slugs[i]!)!, names }));
}

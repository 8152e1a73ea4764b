import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListCategoriesResponseSchema } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";

interface Row {
  slug: string;
  name: string;
  parent_slug: string;
  product_count: number;
}

/** Reads the category tree with one query: parents before children, siblings in display order. */
export async function listCategories(sql: Database): Promise<MessageInitShape<typeof ListCategoriesResponseSchema>> {
  const rows = await sql<Row[]>`
    with recursive tree as (
      select id, slug, name, '' as parent_slug, array[id] as path, array[(position, name, id)] as place
      from categories where parent_id is null
      union all
      select c.id, c.slug, c.name, tree.slug, tree.path || c.id, tree.place || (c.position, c.name, c.id)
      from categories c join tree on c.parent_id = tree.id
    ), counts as (
      select unnest(path) as id, sum(count)::int as product_count
      from tree join (select category_id, count(*) from products where price_from is not null group by 1) own on own.category_id = tree.id
      group by 1
    )
    select slug, name, parent_slug, coalesce(product_count, 0) as product_count
    from tree left join counts using (id)
    order by place`;
  return {
    categories: rows.map((row) => ({
      slug: row.slug,
      name: row.name,
      parentSlug: row.parent_slug,
      productCount: row.product_count,
    })),
  };
}

import type { Fragment } from "postgres";
import type { Query } from "../../kit/database.ts";

/**
 * Common table expressions that share out stock, from `wanted (variant_id, quantity)` and `places (variant_id, location,
 * available)`: each variant once in `wanted`, the rows of `places` locked.
 *
 * `allotted (variant_id, location, units)` is where to take what: all from one location if one has enough, else from as many
 * as it takes, those of lowest priority first. `short (variant_id, available)` are the variants of which there is too little;
 * nothing may be taken when there is any.
 *
 * Then set both numbers, from the locked rows: where a column is kept, or changed by itself, PostgreSQL first makes a row of what
 * stood there when the statement began, and fails if that breaks a check, although it would not be written.
 */
export const allot = (query: Query): Fragment =>
  query`offered as (
    select places.variant_id, location, available, quantity, coalesce(sum(available) over (
      partition by places.variant_id order by (available >= quantity) desc, priority, location
      rows between unbounded preceding and 1 preceding
    ), 0)::int as before
    from places join wanted using (variant_id) join locations on code = location
  ), short as materialized (
    select variant_id, coalesce(sum(available), 0)::int as available
    from wanted left join places using (variant_id)
    group by variant_id, quantity
    having coalesce(sum(available), 0) < quantity
  ), allotted as materialized (
    select variant_id, location, least(available, quantity - before) as units
    from offered
    where available > 0 and before < quantity and not exists (select from short)
  )`;

import type { Fragment } from "postgres";
import type { Query } from "../../kit/database.ts";

/**
 * A part of statements that is the same each time, made once for each pool and `of`: making a dozen of them anew takes longer
 * than reading the answer.
 */
export function madeOnce<T = void>(make: (sql: Query, of: T) => Fragment): (sql: Query, of: T) => Fragment {
  const pools = new WeakMap<Query, Map<T, Fragment>>();
  return (sql, of) => {
    const parts = pools.get(sql) ?? new Map<T, Fragment>();
    const part = parts.get(of) ?? make(sql, of);
    pools.set(sql, parts.set(of, part));
    return part;
  };
}

/** No part at all. */
export const nothing = madeOnce((sql) => sql``);

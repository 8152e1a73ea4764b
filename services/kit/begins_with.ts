import type { PendingQuery, Row } from "postgres";
import type { Query } from "./database.ts";

type Fragment = PendingQuery<Row[]>;

/**
 * The condition that a text begins with another, by an index with `text_pattern_ops`.
 *
 * Not LIKE: a plan that holds for every value cannot know what a pattern begins with. And in a pattern, people's `_` and `%`
 * would mean something.
 */
export function beginsWith(query: Query, text: Fragment, prefix: Fragment) {
  // U+10FFFF, the last character there is, comes after whatever may follow
  return query`(${text} ~>=~ ${prefix} and ${text} ~<=~ (${prefix} || chr(1114111)))`;
}

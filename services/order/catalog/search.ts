import type { Fragment } from "postgres";
import type { Query } from "../../kit/database.ts";
import { madeOnce } from "./made_once.ts";
import { words } from "./words.ts";

/** The rest of a longer query is left out: each word costs a look into the dictionary. */
const MAX_WORDS = 12;
/** A slip is put right only in words at least this long: any two short words are alike. */
const SHORTEST_CORRECTED = 3;
/** Of 0 to 1: how alike (pg_trgm) a word with more than one slip must be. */
const MIN_SIMILARITY = 0.45;
/** A correction this much less alike than the best one is not meant. */
const NEARLY_BEST = 0.8;
/** Corrections of one word. */
const MAX_CORRECTIONS = 8;
/** What a word counts in the description, the category and attributes, the SKUs and variants, and the title. */
const WEIGHTS = "{0.02, 0.05, 0.4, 1}";

/** The words of a shopper's query that are searched for; empty when it holds nothing but symbols. */
export function queryWords(query: string): string[] {
  return words(query).slice(0, MAX_WORDS);
}

/**
 * Common table expressions that tell what a shopper means, the last of which is `query (wide, exact)`.
 *
 * A word stands for any that begins with it and for its other forms (holder, holders); if the shop has no such word, for
 * those one slip away or much alike. The last word may be still being typed. Words such as "the" count only when there is
 * nothing else. `wide` asks for all words, or for any of them when no product has all. `exact` asks for any as typed or
 * corrected; it serves the rank.
 */
export const understand = (sql: Query, words: string[]): Fragment =>
  sql`typed as materialized (
    select word, (ts_lexize('english_stem', word))[1] as stem, position = count(*) over () as is_last
    from unnest(${words}::text[]) with ordinality as typed(word, position)
  ), ${meaning(sql)}`;

const meaning = madeOnce((sql) =>
  sql`known as materialized (
    select word, is_last,
      array(select word from search_words where stem = typed.stem or search_words.word = typed.word) as forms
    from typed
    where stem is not null or not exists (select from typed where stem is not null)
  ), meant as materialized (
    select word, forms,
      case when is_last or length(word) > 1 then ':*' end as beginning,
      case when ${isUnknown(sql)} then ${corrections(sql)} else '{}' end as corrections
    from known
  ), asked as materialized (
    select
      string_agg(${anyOf(sql, sql`beginning`, sql`forms || corrections`)}, '&')::tsquery as all_words,
      string_agg(${anyOf(sql, sql`beginning`, sql`forms || corrections`)}, '|')::tsquery as any_word,
      string_agg(${anyOf(sql, sql`null::text`, sql`corrections`)}, '|')::tsquery as exact
    from meant
  ), query as materialized (
    select exact, case
      when exists (select from products where words @@ all_words and price_from is not null) then all_words
      else any_word
    end as wide
    from asked
  )`
);

/**
 * Products `p` that the shopper may mean, with their whole-numbered `rank`. Needs `understand`.
 *
 * Half as much counts a word that is only alike; a title far more than all else, so that likeness there beats the same word in
 * a description.
 */
export const found = madeOnce((sql) =>
  sql`(
    select products.*, round(1000 * (
      ts_rank(${WEIGHTS}, words, (select exact from query)) + ts_rank(${WEIGHTS}, words, (select wide from query)) / 2
    ))::bigint as rank
    from products
    where words @@ (select wide from query)
  ) p`
);

/** Whether the shop has no form of a `known` word, nor, of the last one, a word that begins with it. */
const isUnknown = (sql: Query) =>
  sql`cardinality(forms) = 0 and not (is_last and exists (
    select from search_words where search_words.word between known.word and known.word || chr(1114111)
  ))`;

/** What may be meant by a `known` word that is unknown. */
const corrections = (sql: Query) =>
  sql`array(
    select word from (
      select word, likeness, max(likeness) over () as best
      from (
        select search_words.word, similarity(search_words.word, known.word) as likeness,
          slips && one_letter_less(known.word) as is_one_slip
        from search_words
        where (slips && one_letter_less(known.word) or search_words.word % known.word)
          and stem is not null and length(known.word) >= ${SHORTEST_CORRECTED}
      ) near
      where is_one_slip or likeness >= ${MIN_SIMILARITY}
    ) near
    where likeness >= ${NEARLY_BEST} * best
    order by likeness desc, word
    limit ${MAX_CORRECTIONS}
  )`;

/**
 * A part of a tsquery: a `word`, perhaps only its beginning, or any of the others. All are letters and digits. Those that
 * have the beginning are left out, because ts_rank overlooks a beginning that is also asked for as a word.
 */
const anyOf = (sql: Query, beginning: Fragment, others: Fragment) =>
  sql`format('(%s)', array_to_string(format('%L%s', word, ${beginning}) || array(
    select quote_literal(other) from unnest(${others}) other where ${beginning} is null or not other ^@ word
  ), '|'))`;

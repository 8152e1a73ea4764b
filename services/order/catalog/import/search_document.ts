import { term } from "../filter.ts";
import { firstLetters, words } from "../words.ts";
import type { NameValue, ProductRecord, VariantRecord } from "./records.ts";

/** Enough for a title, a hundred variants and a long description; the database takes no more than a megabyte. */
const MAX_WORDS = 3000;
/** A place in a list by title, and so a cursor, is no longer than this. */
const SORT_TITLE_LENGTH = 48;

/** What lists, filters and searches read of a product, besides its record. */
export interface SearchDocument {
  sort_title: string;
  terms: string[];
  /** A tsvector. */
  words: string;
}

/** Makes the search document of a product in a category. */
export function searchDocument(product: ProductRecord, variants: VariantRecord[], category: string[]): SearchDocument {
  const facts = [...product.attributes, ...variants.filter(({ styled }) => !styled).flatMap((v) => v.option_values)];
  return {
    sort_title: firstLetters(words(product.title).join(" "), SORT_TITLE_LENGTH),
    terms: [...new Set(facts.map(({ name, value }) => term(name, value)))],
    words: tsvector([
      ["A", words(product.title)],
      ["B", distinctWords([product.code, ...variants.flatMap(variantTexts)])],
      ["C", distinctWords([...category, ...product.attributes.flatMap(({ name, value }) => [name, value])])],
      ["D", words(product.description)],
    ]),
  };
}

/** The words in a tsvector that `searchDocument` made. */
export function wordsOf(tsvector: string): string[] {
  return Array.from(tsvector.matchAll(/'([^']+)'/g), (match) => match[1]!);
}

function variantTexts({ sku, name, option_values }: VariantRecord): string[] {
  return [sku, name, ...option_values.map(({ value }: NameValue) => value)];
}

function distinctWords(texts: string[]): string[] {
  return [...new Set(texts.flatMap(words))];
}

function tsvector(parts: [weight: string, words: string[]][]): string {
  return parts.flatMap(([weight, words]) => words.map((word) => ({ weight, word })))
    .slice(0, MAX_WORDS)
    .map(({ weight, word }, i) => `'${word}':${i + 1}${weight}`).join(" ");
}
